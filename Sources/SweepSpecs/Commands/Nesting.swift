package import SweepModel

/// Parameters in the form in which nested groups reach a program: dotted names, or objects within objects.
package struct Nesting: Sendable {
    /// The parts of each nested name; empty where names stay dotted.
    private let paths: [String: [String]]

    /// - Parameter specification: a checked one; its `nested` decides.
    package init(specification: Specification) {
        let nested = specification.nested == .dict ? specification.parameters.filter { $0.path.count > 1 } : []
        paths = Dictionary(nested.map { ($0.name, $0.path) }) { $1 }
    }

    /// A run's parameters as its program gets them, in their order.
    package func applied(to parameters: JSONObject) -> JSONObject {
        guard !paths.isEmpty else { return parameters }
        var result = JSONObject()
        for member in parameters.members {
            Self.set(member.value, at: (paths[member.name] ?? [member.name])[...], in: &result)
        }
        return result
    }

    private static func set(_ value: JSONValue, at path: ArraySlice<String>, in object: inout JSONObject) {
        guard let name = path.first else { return }
        if path.count == 1 {
            object[name] = value
        } else {
            var inner = object[name]?.objectValue ?? JSONObject()
            set(value, at: path.dropFirst(), in: &inner)
            object[name] = .object(inner)
        }
    }
}
