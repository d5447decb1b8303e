internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import SweepControl
internal import SweepModel

/// A request as handlers see it: its parts checked, and who asks.
struct ControlRequest {
    private let request: Request
    private let context: BasicRequestContext
    /// Who asks, as the kernel says.
    let caller: Caller
    /// The same with what this host and the configuration make of her.
    let identity: Identity
    /// The sweep that the path names, once it is settled that she may do with it what she asks.
    var subject: SweepID?

    private static let bodyBytesMax = 32 << 20

    /// - Throws: `permission` where the kernel did not say who asks or nobody but this sweepd's own user may, `usage` for
    ///   a query that the route does not know.
    init(
        _ request: Request, _ context: BasicRequestContext, route: Route, rules: AccessRules
    ) throws(Fault) {
        guard let caller = Caller.current else {
            throw Fault(.permission, "cannot tell who is asking: the connection is not a Unix socket's")
        }
        self.request = request
        self.context = context
        self.caller = caller
        identity = try rules.identity(of: caller)
        try query().check(route.query)
    }

    /// A part of the path, percent-decoded.
    func path(_ name: String) throws(Fault) -> String {
        guard let text = context.parameters.get(name), let decoded = PercentCoding.decode(text, plusIsSpace: false)
        else {
            throw Fault(.usage, "cannot read '\(name)' in the path")
        }
        return decoded
    }

    /// The run's index in the path.
    func index() throws(Fault) -> Int {
        guard let index = Int(try path("index")), index > 0 else {
            throw Fault(.notFound, "cannot find the run: its index must be a number from 1")
        }
        return index
    }

    /// What follows the `?`.
    func query() throws(Fault) -> QueryItems { try QueryItems(request.uri.query ?? "") }

    /// The body as a request.
    ///
    /// - Throws: `limit` where it is too large, `usage` where it is not what is expected.
    func body<Body: Decodable>(as type: Body.Type) async throws(Fault) -> Body {
        try Wire.read(type, from: try await bytes())
    }

    /// The body as a request, or `empty` where there is none.
    func body<Body: Decodable>(orElse empty: Body) async throws(Fault) -> Body {
        let bytes = try await bytes()
        return bytes.isEmpty ? empty : try Wire.read(Body.self, from: bytes)
    }

    /// The body as values of the model, just as they are kept.
    func stored<Body: Decodable>(_ type: Body.Type) async throws(Fault) -> Body {
        do {
            return try JSONParser.parse(try await bytes()).decoded(as: type)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.usage, "cannot read the JSON: \(error)")
        }
    }

    /// The body piece by piece, as it comes in.
    ///
    /// - Throws: `usage` where it is broken off, what `take` throws.
    func pieces(_ take: ([UInt8]) throws(Fault) -> Void) async throws(Fault) {
        do {
            for try await buffer in request.body { try take(Array(buffer.readableBytesView)) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.usage, "cannot read the request: its body is broken off")
        }
    }

    private func bytes() async throws(Fault) -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: Self.bodyBytesMax)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Fault(.limit, "cannot read the request: its body is larger than \(Self.bodyBytesMax >> 20) MiB")
        } catch {
            throw Fault(.usage, "cannot read the request: its body is broken off")
        }
    }
}
