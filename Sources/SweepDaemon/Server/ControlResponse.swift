internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import ServiceLifecycle
internal import SweepControl
internal import SweepModel

/// Makes responses.
enum ControlResponse {
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws(Fault) -> Response {
        bytes(try Wire.bytes(value), type: "application/json", status: status)
    }

    static func text(_ text: String, type: String) -> Response { bytes(Array(text.utf8), type: type) }

    static func problem(_ fault: Fault) -> Response {
        response(Problem(fault))
    }

    /// The answer to a path or a method that no route has; nil where there is a route.
    static func refusal(of method: HTTPRequest.Method, path: String) -> Response? {
        let methods = Operation.allCases.map(\.route).filter { $0.matches(path) }.map(\.method.rawValue)
        if methods.contains(method.rawValue) { return nil }
        guard !methods.isEmpty else {
            return problem(Fault(.notFound, "cannot find '\(path)': there is no such request"))
        }
        let names = methods.joined(separator: ", ")
        var problem = Problem(Fault(.usage, "cannot do \(method.rawValue) here: the path takes \(names)"))
        problem.status = 405
        var response = self.response(problem)
        response.headers[.allow] = names
        return response
    }

    /// The answer where too many connections are open.
    static func overload(_ excess: ConnectionRoom.Excess, caller: Caller?) -> Response {
        let name = caller.map { UserName.name(of: $0.uid) } ?? "yours"
        let why =
            switch excess {
            case .ofUser(let max): "\(max) connections of \(name) are open"
            case .ofAll(let max): "\(max) are open"
            }
        var problem = Problem(
            Fault(.limit, "cannot serve another connection: \(why)", hint: "end some, and ask again"))
        problem.status = 503
        var response = self.response(problem)
        response.headers[.connection] = "close"
        return response
    }

    /// What the library itself refuses, e.g. a body that it cannot read.
    static func problem(for error: HTTPError) -> Response {
        var problem = Problem(Fault(.usage, error.body ?? "the request is not understood"))
        problem.status = error.status.code
        return response(problem)
    }

    private static func response(_ problem: Problem) -> Response {
        bytes((try? Wire.bytes(problem)) ?? [], type: Problem.contentType, status: .init(code: problem.status))
    }

    /// A body that is written as it comes about. What the daemon's end cuts short is not ended as if it were whole.
    static func stream(
        type: String, _ write: @escaping @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init { writer in
                var any: any ResponseBodyWriter = writer
                try await write(&any)
                guard !Task.isShuttingDownGracefully else { throw CancellationError() }
                try await any.finish(nil)
            })
    }

    private static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Route {
    /// Whether a request's path is of this route's form, whatever the method.
    fileprivate func matches(_ other: String) -> Bool {
        let (own, other) = (path.split(separator: "/"), other.split(separator: "/"))
        return own.count == other.count && zip(own, other).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
