package import SweepModel

/// The parameters that files of points declare, where the specification has none: every name, with one value of each kind
/// that it has.
package struct PointDeclaration: Sendable {
    private var values: [String: [(kinds: ValueKinds, value: JSONValue)]] = [:]

    package init() {}

    /// What to lay over the specification as `parameters`; nil where no name could be one.
    package var parameters: JSONValue? {
        let sorted = JSONObject(values.map { ($0.key, .array($0.value.map(\.value))) }).sorted
        guard !sorted.isEmpty else { return nil }
        return .object(JSONObject(sorted.members.map { ($0.name, ["values": $0.value]) }))
    }

    /// Adds the names of a file; what is wrong with it shows when its points are read.
    package mutating func add(_ bytes: [UInt8], _ kind: PointFile.Kind) {
        let log = FaultLog()
        if kind == .yaml {
            for definition in TextReader.read(bytes, log: log).map(InlinePoints.declared) ?? [] {
                for value in definition.distribution.listedValues { add(definition.name, value) }
            }
            return
        }
        guard PointCollection.firstInvalid(bytes) == nil else { return }
        bytes.withUnsafeBufferPointer { buffer in
            PointFile.scan(buffer, kind, isGroup: { _ in false }, PlaceFinder(buffer, log: log)) { row, names in
                for cell in row.cells { add(Self.name(names[cell.column], kind), cell.value) }
            }
        }
    }

    /// A variable that is named as sweepd names those of its runs stands for the parameter in lower case.
    private static func name(_ name: String, _ kind: PointFile.Kind) -> String {
        kind == .environment && name.hasPrefix("PARAM_") ? name.dropFirst(6).lowercased() : name
    }

    private mutating func add(_ name: String, _ value: JSONValue) {
        let kinds = ValueKinds(of: value)
        if let found = values[name] {
            if found.contains(where: { $0.kinds == kinds }) { return }
        } else if !ParameterName.isValid(name) {
            return
        }
        values[name, default: []].append((kinds, value))
    }
}
