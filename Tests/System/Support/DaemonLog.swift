package import Subprocess

/// What a daemon says, read all the while: one whose log is full waits.
package enum DaemonLog {
    /// - Parameter bell: rung at each line, and done with at the end.
    package static func lines(
        of output: SubprocessOutputSequence, _ bell: AsyncStream<Void>.Continuation
    ) async throws -> [String] {
        defer { bell.finish() }
        var log: [String] = []
        for try await line in output.strings() {
            log.append(line)
            bell.yield()
        }
        return log
    }
}
