import SweepControl
import SweepModel
import Testing

@Suite struct OpenAPITests {
    private let document = OpenAPI.document(version: "1.2.3")

    @Test("every reference resolves and every component is used")
    func everyReferenceResolvesEvery() {
        let schemas = document["components"]?["schemas"]?.objectValue ?? JSONObject()
        var used: Set<String> = []
        for reference in references(in: document) {
            let name = String(reference.split(separator: "/").last ?? "")
            #expect(reference == "#/components/schemas/\(name)")
            #expect(schemas[name] != nil, "\(reference)")
            used.insert(name)
        }
        #expect(Set(schemas.names) == used)
    }

    private func references(in value: JSONValue) -> [String] {
        switch value {
        case .array(let items): items.flatMap(references)
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref" ? [member.value.stringValue ?? ""] : references(in: member.value)
            }
        default: []
        }
    }

    @Test("every operation is described under its route", arguments: Operation.allCases)
    func everyOperationDescribedUnder(operation: SweepControl.Operation) {
        let route = operation.route
        let entry = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
        #expect(entry?["operationId"]?.stringValue == operation.rawValue)
        #expect(entry?["responses"]?["default"] != nil)
        let names = entry?["parameters"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        #expect(names == route.pathParameters.map(\.name) + route.query.map(\.name))
        #expect(route.path.hasPrefix("/v1/") || operation == .showMetrics)
    }

    @Test("no two operations share a method and a path")
    func noTwoOperationsShare() {
        let places = Operation.allCases.map { "\($0.route.method.rawValue) \($0.route.path)" }
        #expect(Set(places).count == places.count)
    }

    @Test("every object fits its schema")
    func everyObjectFitsIts() throws {
        for (name, json) in try Samples.all() {
            let faults = SchemaCheck(document: document).faults(json, ["$ref": .string("#/components/schemas/\(name)")])
            #expect(faults.isEmpty, "\(name): \(faults)")
        }
    }

    @Test("the schema check finds a member that is missing, one that is unknown and one of another type")
    func schemaCheckFindsMember() {
        let check = SchemaCheck(document: document)
        let schema: JSONValue = ["$ref": "#/components/schemas/RetryResponse"]
        #expect(!check.faults(["run": 1], schema).isEmpty)
        #expect(!check.faults(["runs": "1"], schema).isEmpty)
        #expect(!check.faults(["runs": 1, "more": 1], schema).isEmpty)
        #expect(check.faults(["runs": 1], schema).isEmpty)
    }
}

/// As much of JSON Schema as the description uses; unknown members are faults too, so that none goes undescribed.
private struct SchemaCheck {
    let document: JSONValue

    func faults(_ value: JSONValue, _ schema: JSONValue) -> [String] {
        if let reference = schema["$ref"]?.stringValue {
            let name = String(reference.split(separator: "/").last ?? "")
            return faults(value, document["components"]?["schemas"]?[name] ?? .null)
        }
        if let choices = schema["anyOf"]?.arrayValue {
            return choices.contains { faults(value, $0).isEmpty } ? [] : ["\(value.text()) is none of its choices"]
        }
        if let words = schema["enum"]?.arrayValue {
            return words.contains(value) ? [] : ["\(value.text()) is no such word"]
        }
        return typed(value, schema)
    }

    private func typed(_ value: JSONValue, _ schema: JSONValue) -> [String] {
        switch (schema["type"]?.stringValue, value) {
        case ("string", .string), ("boolean", .bool), ("integer", .int), ("number", .int), ("number", .double),
            ("null", .null):
            []
        case ("array", .array(let items)): items.flatMap { faults($0, schema["items"] ?? .null) }
        case ("object", .object(let object)): members(object, schema)
        default: ["\(value.text()) does not fit \(schema.text())"]
        }
    }

    private func members(_ object: JSONObject, _ schema: JSONValue) -> [String] {
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let missing = required.filter { object[$0] == nil }.map { "'\($0)' is missing" }
        guard let properties = schema["properties"]?.objectValue else {
            guard let rest = schema["additionalProperties"] else { return missing }
            return missing + object.members.flatMap { faults($0.value, rest) }
        }
        return missing
            + object.members.flatMap { member in
                properties[member.name].map { faults(member.value, $0) } ?? ["'\(member.name)' is not described"]
            }
    }
}
