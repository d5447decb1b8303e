/// The one shape of an error that reaches a person: what happened, why, and what to do.
///
/// Messages are lower case, without a full stop, `cannot <do> <subject>: <reason>`; user text in single quotes.
package struct Fault: Error, Hashable, Sendable {
    /// What kind of error it is; decides the exit code of sweepctl and the status of a response.
    package enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        case failed
        case usage
        case notFound = "not-found"
        case unreachable
        case permission
        case conflict
        case specification
        case limit
        case timeout
        case interrupted
        case `internal`

        /// The exit code that the contract gives this kind.
        package var exitCode: Int32 {
            switch self {
            case .failed, .internal: 1
            case .usage: 2
            case .notFound: 3
            case .unreachable: 4
            case .permission: 5
            case .conflict: 6
            case .specification: 7
            case .limit: 8
            case .timeout: 124
            case .interrupted: 130
            }
        }
    }

    package let code: Code
    package let message: String
    package let hint: String?
    /// The single faults where one message stands for several, each with its place in the file.
    package let details: [Diagnostic]

    package init(_ code: Code, _ message: String, hint: String? = nil, details: [Diagnostic] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
    }
}

extension Fault {
    /// Points become runs, with the next indices, only when they start.
    package static func noRun(_ run: RunID) -> Fault {
        Fault(
            .notFound, "cannot find run '\(run)'",
            hint: "a point becomes a run when it starts; 'sweepctl explain \(run.sweep)' says what it waits for")
    }
}

extension Fault: CustomStringConvertible {
    package var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}

/// One fault or warning in a file, with its place.
package struct Diagnostic: Hashable, Codable, Sendable {
    package enum Severity: String, Codable, Sendable { case error, warning }

    package let severity: Severity
    /// Line and column, both from 1; 0 where the file as a whole is meant.
    package let line: Int
    package let column: Int
    package let message: String
    package let hint: String?

    package init(_ severity: Severity, line: Int, column: Int, _ message: String, hint: String? = nil) {
        self.severity = severity
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// `FILE:LINE:COLUMN: error: …`, as compilers write it.
    package func text(file: String) -> String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(severity.rawValue): \(message)" + (hint.map { "\n\(place): hint: \($0)" } ?? "")
    }
}
