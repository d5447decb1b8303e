/// The order in which it can be decided which parameters of a point are active: each behind those in its `when`.
package struct ActivationOrder: Sendable {
    /// Places of the parameters; without those of a circle and what depends on it.
    package let places: [Int]
    /// Names of parameters that depend on each other, each on the next; empty where there are none.
    package let circle: [String]

    /// Takes time linear in the number of parameters and conditions, but for the logarithm of a heap.
    package init(_ definitions: [ParameterDefinition]) {
        let needs = Self.needs(of: definitions)
        let order = DependencyOrder(needs)
        places = order.places
        circle = order.isWhole ? [] : Self.circle(needs, placed: Set(places)).map { definitions[$0].name }
    }

    /// For each parameter the places of those that its `when` names; of unknown ones nothing is said.
    package static func needs(of definitions: [ParameterDefinition]) -> [[Int]] {
        let indices = Dictionary(definitions.enumerated().map { ($1.name, $0) }) { $1 }
        return definitions.map { ($0.when ?? []).compactMap { indices[$0.name] } }
    }

    /// Follows what is left from one to the next that it depends on, until one comes again.
    private static func circle(_ needs: [[Int]], placed: Set<Int>) -> [Int] {
        var path: [Int] = []
        var places: [Int: Int] = [:]
        var index = needs.indices.first { !placed.contains($0) }
        while let current = index {
            if let start = places[current] { return Array(path[start...]) }
            places[current] = path.count
            path.append(current)
            index = needs[current].first { !placed.contains($0) }
        }
        return []
    }
}
