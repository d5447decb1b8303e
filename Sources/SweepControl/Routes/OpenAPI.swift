package import SweepModel

/// The description of the interface, made from the route table.
package enum OpenAPI {
    /// An OpenAPI 3.1 document.
    ///
    /// - Parameter version: of the program that answers.
    package static func document(version: String) -> JSONValue {
        let components = Components.all
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "sweepd", "version": .string(version),
                "summary": "the queue of hyperparameter sweeps of one host",
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": ["schemas": .object(components)],
        ]
    }

    private static var paths: JSONObject {
        var paths = JSONObject()
        for operation in Operation.allCases {
            let route = operation.route
            var methods = paths[route.path]?.objectValue ?? JSONObject()
            methods[route.method.rawValue.lowercased()] = describe(operation, route)
            paths[route.path] = .object(methods)
        }
        return paths
    }

    private static func describe(_ operation: Operation, _ route: Route) -> JSONValue {
        var entry: JSONObject = [
            "operationId": .string(operation.rawValue), "summary": .string(route.summary),
            "x-access": .string(operation.access.rawValue),
        ]
        let parameters = route.pathParameters + route.query
        if !parameters.isEmpty { entry["parameters"] = .array(parameters.map(describe)) }
        if let request = route.request {
            entry["requestBody"] = [
                "required": .bool(!route.requestIsOptional),
                "content": ["application/json": ["schema": Schema.component(request)]],
            ]
        }
        if let type = route.upload {
            entry["requestBody"] = ["required": true, "content": media(type, ["type": "string", "format": "binary"])]
        }
        entry["responses"] = .object(responses(route))
        return .object(entry)
    }

    private static func describe(_ parameter: Route.Parameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": .bool(parameter.place == .path), "description": .string(parameter.summary),
            "schema": parameter.schema,
        ]
    }

    private static func responses(_ route: Route) -> JSONObject {
        var responses = JSONObject()
        for status in route.statuses {
            responses["\(status)"] = ["description": .string(route.summary), "content": content(route.response)]
        }
        for (status, words) in failures(route) { responses["\(status)"] = problem(words) }
        responses["default"] = problem("it failed")
        return responses
    }

    private static func failures(_ route: Route) -> [(Int, String)] {
        var failures = [(400, "the request is not understood"), (403, "not permitted")]
        if !route.pathParameters.isEmpty { failures.append((404, "there is no such sweep, run or GPU")) }
        if route.method != .get { failures.append((409, "the state does not allow it")) }
        if route.request != nil || route.upload != nil {
            failures.append((413, "the request is too large"))
            failures.append((422, "the specification is not valid, or a limit is exceeded"))
        }
        return failures
    }

    private static func problem(_ words: String) -> JSONValue {
        [
            "description": .string(words),
            "content": media(Problem.contentType, Schema.component("Problem")),
        ]
    }

    private static func media(_ type: String, _ schema: JSONValue) -> JSONValue {
        .object(JSONObject([(type, ["schema": schema] as JSONValue)]))
    }

    private static func content(_ body: Route.Body) -> JSONValue {
        switch body {
        case .json(let name): ["application/json": ["schema": Schema.component(name)]]
        // Read by its own rules, whatever it may be (a specification is YAML, say).
        case .text(let type): media(type, [:])
        case .bytes: ["application/octet-stream": ["schema": ["type": "string", "format": "binary"]]]
        case .jsonOrEvents(let name):
            [
                "application/json": ["schema": Schema.component(name)],
                "text/event-stream": ["schema": ["type": "object"]],
            ]
        }
    }
}
