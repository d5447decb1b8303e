package import SweepModel

/// One entry of the interface: what the daemon answers and what the OpenAPI description says of it.
package struct Route: Sendable {
    package enum Method: String, Sendable { case get = "GET", post = "POST", delete = "DELETE" }

    /// A parameter in the path or in the query.
    package struct Parameter: Sendable {
        package enum Place: String, Sendable { case path, query }

        package let name: String
        package let place: Place
        package let schema: JSONValue
        package let summary: String
    }

    /// What a response carries.
    package enum Body: Sendable {
        /// JSON after the named component schema.
        case json(String)
        case text(contentType: String)
        case bytes
        /// JSON after the named schema or, with `follow=true`, server-sent events.
        case jsonOrEvents(String)
    }

    package let method: Method
    /// With `{sweep}` and `{index}` in place of the parts that vary.
    package let path: String
    package let summary: String
    package let query: [Parameter]
    /// Component schema of the request's JSON; nil where it has no body.
    package let request: String?
    /// Media type of a request whose body is no JSON.
    package let upload: String?
    package let response: Body
    /// The statuses of success, the usual one first.
    package let statuses: [Int]

    init(
        _ method: Method, _ path: String, _ summary: String, query: [Parameter] = [], request: String? = nil,
        upload: String? = nil, _ response: Body, statuses: [Int] = [200], isVersioned: Bool = true
    ) {
        self.method = method
        self.path = (isVersioned ? "/v1/" : "/") + path
        self.summary = summary
        self.query = query
        self.request = request
        self.upload = upload
        self.response = response
        self.statuses = statuses
    }

    /// The parts of the path that vary, in their order.
    package var pathParameters: [Parameter] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            part == "{index}"
                ? Parameter(
                    name: "index", place: .path, schema: Schema.integer(1...Int64(Int32.max)), summary: "which run")
                : Parameter(
                    name: String(part.dropFirst().dropLast()), place: .path, schema: Schema.reference,
                    summary: part == "{gpu}"
                        ? "UUID, unique prefix of one, or index"
                        : "id, unique name, unique prefix of an id, or @last")
        }
    }

    /// Whether the request may leave its body out.
    package var requestIsOptional: Bool { ["RetryRequest", "ResubmitRequest", "DrainRequest"].contains(request) }
}
