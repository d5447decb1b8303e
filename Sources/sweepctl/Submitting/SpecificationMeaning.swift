internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

/// What a specification without fault comes to: its space, its runs and its command lines.
struct SpecificationMeaning {
    let checked: CheckedFile
    let search: Search
    /// How many points there are before the constraints.
    let space: SpaceSize
    let feasibility: Feasibility
    /// Those of the first three points.
    let commands: [[String]]
    /// Whether any argument carries a parameter.
    let usesParameters: Bool

    private static let commandsMax = 3

    /// - Throws: `specification` where no point fulfils the constraints, or `python` is not there.
    init(_ checked: CheckedFile, _ file: SpecificationFile) throws(Fault) {
        self.checked = checked
        let specification = checked.specification
        search = Search(specification: specification, seed: specification.seed ?? 0)
        var free = specification
        free.constraints = []
        space = specification.constraints.isEmpty ? search.size : Search(specification: free, seed: 0).size
        feasibility = Feasibility(specification)
        if case .exact(0, let count) = feasibility, specification.points.isEmpty, checked.points == nil {
            throw Fault(
                .specification,
                "cannot use '\(file.path)': none of its \(count.counted("point")) fulfils the constraints",
                hint: "loosen the constraints, or widen the ranges")
        }
        let template = CommandTemplate(specification: specification)
        usesParameters = template.usesParameters
        commands = try Self.commands(checked, template, file, search)
    }

    var specification: Specification { checked.specification }

    /// How many runs there can be; nil where there is no bound.
    var runs: Int64? { checked.total(search) }

    private static func commands(
        _ checked: CheckedFile, _ template: CommandTemplate, _ file: SpecificationFile, _ search: Search
    ) throws(Fault) -> [[String]] {
        let specification = checked.specification
        let interpreter = template.usesInterpreter ? try Interpreter.find(for: specification, file) : nil
        let environment = SubmitterEnvironment.entries(wanted: template.environmentNames)
        var commands: [[String]] = []
        for point in points(checked, search) {
            commands.append(
                try template.argv(
                    parameters: search.parameters(of: point, replicate: 0), interpreter: interpreter ?? "python3",
                    program: specification.program, argsFile: "params.json", submitterEnvironment: environment))
        }
        return commands
    }

    private static func points(_ checked: CheckedFile, _ search: Search) -> [Point] {
        var points = [checked.points?.first].compactMap { $0 }
        let own = Expansion(search, limit: search.looks(costing: Draft.costMax)).lazy.filter { $0.replicate == 0 }.map(
            \.point)
        points += own.prefix(commandsMax - points.count)
        return points
    }
}
