internal import SweepModel
internal import SweepSearch

// Method, parameters and explicit points.
extension SpecificationBuilder {
    /// Bounds the work on points that leave most of many parameters out.
    private static let pointValuesMax = 5_000_000
    /// Bounds the work on points that each must fulfil long constraints.
    private static let evaluationsMax = 20_000_000

    mutating func readSpace() {
        let method = method()
        specification.method = method ?? .list
        specification.wandbStrict = section.flag("wandb_strict") ?? false
        specification.order = section.choice("order", PointOrder.self) ?? .written
        specification.nested = section.choice("nested", NestedStyle.self) ?? .dotted
        if let element = section["parameters"] {
            parameters = ParameterReader.read(
                element, method: method, isStrict: specification.wandbStrict, log: log)
        } else if let points = section["points"], points.items != nil, method == .list {
            parameters.definitions = InlinePoints.declared(by: points)
        } else if let method, method != .list {
            log.error(section.place, "'parameters' is missing", hint: "parameters: {lr: {values: [0.1, 0.01]}}")
        }
        specification.parameters = parameters.definitions
        if let place = section["parameters"]?.place {
            warnOfCollisions(place)
            checkDimensions(place)
        }
        if method == .list, !section.has("points") {
            log.error(section.place, "'points' is missing, which 'method: list' runs", hint: "points: [{lr: 0.1}]")
        }
    }

    private func method() -> Specification.Method? {
        let names = Specification.Method.allCases.map(\.rawValue)
        guard let element = section["method"] else {
            if section.has("points"), !section.has("parameters") { return .list }
            log.error(section.place, "'method' is missing", hint: "method: grid, random or list")
            return nil
        }
        if element.text == "custom" {
            log.error(element.place, "the method 'custom' is not supported yet", hint: "use 'random'")
            return nil
        }
        if let method = element.text.flatMap(Specification.Method.init(rawValue:)) {
            if method == .bayes { log.unsupported(element.place, "the method 'bayes'", hint: "use 'random'") }
            return method
        }
        let hint = element.text.flatMap { Suggestion.hint(for: $0, among: names) }
        section.expected("method", "one of " + names.joined(separator: ", "), got: element, hint: hint)
        return nil
    }

    private func checkDimensions(_ place: Place) {
        let (count, most) = (specification.parameters.count, SobolNumbers.dimensionsMax)
        guard specification.method == .sobol, count > most else { return }
        log.error(place, "expected at most \(most) parameters for 'sobol', got: \(count)", hint: "use 'random'")
    }

    private func warnOfCollisions(_ place: Place) {
        for (variable, names) in ParameterVariables.collisions(specification.parameters.map(\.name)) {
            let list = names.map(quoted).joined(separator: " and ")
            log.warning(
                place, "\(list) would share the variable \(variable): it is not set", hint: "use the command line")
        }
    }

    /// Last, since explicit points must fulfil the constraints.
    mutating func readPoints() {
        guard let element = section["points"] else { return }
        if case .scalar(.string(let path), _) = element.content, !path.isEmpty, !path.utf8.contains(0) {
            specification.pointsPath = path
            return
        }
        guard (element.items?.count ?? 0) * specification.parameters.count <= Self.pointValuesMax else {
            log.error(element.place, "expected points times parameters to be at most \(Self.pointValuesMax)")
            return
        }
        let nodes = specification.constraints.reduce(0) { $0 + $1.nodeCount }
        guard (element.items?.count ?? 0) * nodes <= Self.evaluationsMax else {
            log.error(
                element.place,
                "expected points times the values and operators of the constraints to be at most \(Self.evaluationsMax)"
            )
            return
        }
        let space = PointSpace(specification.parameters, constraints: specification.constraints)
        specification.points = InlinePoints(space: space, key: "points", log: log).read(element)
    }
}
