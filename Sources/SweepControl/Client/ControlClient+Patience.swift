package import SweepModel

extension ControlClient {
    /// Asks and reads the whole answer as JSON, of a daemon that may hang.
    ///
    /// - Throws: `timeout` where it has not answered in time, else as ``answer(_:to:)``.
    package func answer<Answer: Decodable & Sendable>(
        _ type: Answer.Type = Answer.self, to request: ControlRequest, within patience: Duration
    ) async throws(Fault) -> Answer {
        let late = Fault(
            .timeout, "sweepd at '\(socket)' has not answered within \(patience)",
            hint: "'systemctl restart sweepd' (--user, where it is your own) leaves runs alone")
        let result = await withTaskGroup(of: Result<Answer, Fault>.self) { group in
            group.addTask {
                do throws(Fault) { return .success(try await answer(type, to: request)) } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return .failure(late)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(late)
        }
        return try result.get()
    }
}
