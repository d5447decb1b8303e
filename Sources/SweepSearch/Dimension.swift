internal import SweepModel

/// One digit of a position: a parameter, or several that advance together.
struct Dimension: Sendable {
    /// Their places in the order of the parameters.
    let parameters: [Int]
    /// One for each of them, all of the same count.
    let axes: [Axis]
    let count: Int64

    /// A parameter by itself.
    init(_ parameter: Int, _ axis: Axis) {
        parameters = [parameter]
        axes = [axis]
        count = axis.count
    }

    /// Parameters that advance together; rows that are the same count once.
    init(_ parameters: [Int], together axes: [Axis]) {
        self.parameters = parameters
        let length = axes.map(\.count).min() ?? 0
        var seen: Set<ValueIdentity> = []
        let rows = (0..<length).map { index in axes.map { $0[index] } }
            .filter { seen.insert(ValueIdentity(.array($0))).inserted }
        self.axes = axes.indices.map { member in .values(rows.map { $0[member] }) }
        count = Int64(rows.count)
    }

    /// The parameters' dimensions, each group at its first member's place; nil where some parameter has no axis.
    static func all(
        _ specification: Specification, axis: (Distribution) -> Axis?
    ) -> [Dimension]? {
        let parameters = specification.parameters
        let places = Dictionary(parameters.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let groups = specification.zip.map { $0.compactMap { places[$0] }.sorted() }.filter { $0.count > 1 }
        let groupOfPlace = Dictionary(groups.flatMap { group in group.map { ($0, group) } }) { first, _ in first }
        var dimensions: [Dimension] = []
        for place in parameters.indices {
            if let group = groupOfPlace[place] {
                guard group.first == place else { continue }
                let axes = group.compactMap { parameters[$0].distribution.writtenAxis }
                guard axes.count == group.count else { return nil }
                dimensions.append(Dimension(group, together: axes))
            } else {
                guard let axis = axis(parameters[place].distribution) else { return nil }
                dimensions.append(Dimension(place, axis))
            }
        }
        return dimensions
    }
}
