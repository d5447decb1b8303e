internal import SweepModel

/// Short questions to any program of the host, for who looks whether engines can work there.
package struct HostProgram: Sendable {
    /// What it answered.
    package struct Answer: Hashable, Sendable {
        /// The exit code; nil where a signal ended it, it did not end in time or could not be run.
        package var code: Int32?
        package var output: String
        /// Its last words about why it failed.
        package var reason: String

        package init(code: Int32?, output: String = "", reason: String = "") {
            (self.code, self.output, self.reason) = (code, output, reason)
        }

        package var succeeded: Bool { code == 0 }
    }

    private static let deadline = Span.seconds(30)
    private let host: EngineHost

    /// - Parameter host: whose PATH and environment programs get.
    package init(host: EngineHost) { self.host = host }

    /// - Returns: nil where there is no such program.
    package func ask(_ name: String, _ arguments: [String]) async -> Answer? {
        guard let path = host.find(name) else { return nil }
        do throws(Fault) {
            let answer = try await EngineCommand.answer(
                path, arguments, environment: host.environment, deadline: Self.deadline)
            return Answer(code: answer.code, output: answer.output, reason: answer.reason)
        } catch {
            return Answer(code: nil, reason: error.message)
        }
    }
}
