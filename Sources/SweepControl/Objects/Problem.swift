package import SweepModel

/// A problem document (RFC 9457), the body of every response that is an error.
package struct Problem: Codable, Hashable, Sendable {
    package static let contentType = "application/problem+json"

    package var type: String
    package var title: String
    package var status: Int
    package var detail: String
    /// What decides sweepctl's exit code.
    package var code: Fault.Code
    /// What to do.
    package var hint: String?
    /// The single faults of a specification.
    package var faults: [Diagnostic]

    package init(_ fault: Fault) {
        type = "about:blank"
        title = Self.title(fault.code)
        status = Self.status(fault.code)
        detail = fault.message
        code = fault.code
        hint = fault.hint
        faults = fault.details
    }

    package var fault: Fault { Fault(code, detail, hint: hint, details: faults) }

    /// The HTTP status of a fault.
    package static func status(_ code: Fault.Code) -> Int {
        switch code {
        case .usage: 400
        case .permission: 403
        case .notFound: 404
        case .conflict: 409
        case .specification, .limit: 422
        case .failed, .internal: 500
        case .unreachable, .interrupted: 503
        case .timeout: 504
        }
    }

    private static func title(_ code: Fault.Code) -> String {
        switch code {
        case .usage: "the request is not understood"
        case .permission: "not permitted"
        case .notFound: "not found"
        case .conflict: "the state does not allow it"
        case .specification: "the specification is not valid"
        case .limit: "a limit is exceeded"
        case .failed: "it failed"
        case .internal: "an internal error"
        case .unreachable: "not available"
        case .interrupted: "interrupted"
        case .timeout: "out of time"
        }
    }
}
