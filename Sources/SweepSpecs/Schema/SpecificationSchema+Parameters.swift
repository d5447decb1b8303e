internal import SweepModel

// How a parameter may be defined.
extension SpecificationSchema {
    static var parameters: JSONValue {
        SchemaForm.map(
            SchemaForm.reference("parameter"), names: "^[A-Za-z_][A-Za-z0-9_.-]*$", from: 1)
    }

    /// A nested group, a distribution by its name, or what it can be inferred from.
    static var parameter: JSONValue {
        let group = SchemaForm.mapping([("parameters", SchemaForm.reference("parameters"))], required: ["parameters"])
        let named = DistributionKind.allCases.map { form($0, isNamed: true) }
        let inferred = [DistributionKind.constant, .categorical, .weighted, .uniform].map { form($0, isNamed: false) }
        return ["anyOf": .array([group] + inferred + named)]
    }

    private static func form(_ kind: DistributionKind, isNamed: Bool) -> JSONValue {
        var keys = (kind.needed + kind.optional).map { ($0, setting($0, of: kind)) }
        if isNamed { keys.append(("distribution", SchemaForm.constant(kind.rawValue))) }
        keys.append(("when", SchemaForm.map(SchemaForm.any, from: 1)))
        return SchemaForm.mapping(keys, required: kind.needed + (isNamed ? ["distribution"] : []))
    }

    private static func setting(_ name: String, of kind: DistributionKind) -> JSONValue {
        switch name {
        case "value": SchemaForm.any
        case "values": SchemaForm.list(SchemaForm.any, from: 1, to: Int64(ParameterReader.valuesMax))
        case "probabilities": SchemaForm.list(["type": "number", "minimum": 0], from: 1)
        default: SchemaForm.number
        }
    }
}
