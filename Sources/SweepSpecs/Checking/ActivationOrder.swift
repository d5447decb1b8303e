internal import SweepModel

/// The order in which it can be decided which parameters of a point are active: each behind those in its `when`.
struct ActivationOrder: Sendable {
    /// Places of the parameters; without those of a circle and what depends on it.
    private(set) var places: [Int] = []
    /// Names of parameters that depend on each other, each on the next; empty where there are none.
    private(set) var circle: [String] = []

    init(_ definitions: [ParameterDefinition]) {
        let indices = Dictionary(definitions.enumerated().map { ($1.name, $0) }) { $1 }
        var missing = definitions.map { ($0.when ?? []).count { indices[$0.name] != nil } }
        var dependents: [Int: [Int]] = [:]
        for (index, definition) in definitions.enumerated() {
            for condition in definition.when ?? [] {
                if let other = indices[condition.name] { dependents[other, default: []].append(index) }
            }
        }
        places = definitions.indices.filter { missing[$0] == 0 }
        var next = 0
        while next < places.count {
            for dependent in dependents[places[next]] ?? [] {
                missing[dependent] -= 1
                if missing[dependent] == 0 { places.append(dependent) }
            }
            next += 1
        }
        if places.count < definitions.count { circle = Self.circle(definitions, indices, missing) }
    }

    /// Follows what is left from one to the next that it depends on, until one comes again.
    private static func circle(
        _ definitions: [ParameterDefinition], _ indices: [String: Int], _ missing: [Int]
    ) -> [String] {
        var path: [Int] = []
        var places: [Int: Int] = [:]
        var index = missing.firstIndex { $0 > 0 }
        while let current = index {
            if let start = places[current] { return path[start...].map { definitions[$0].name } }
            places[current] = path.count
            path.append(current)
            index = (definitions[current].when ?? []).lazy.compactMap { indices[$0.name] }.first { missing[$0] > 0 }
        }
        return []
    }
}
