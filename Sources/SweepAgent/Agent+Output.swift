package import SweepModel

/// Followers of output.
extension Agent {
    /// One element at once and one whenever an attempt wrote something; ends when the attempt has.
    package func changes(of attempt: AttemptID) -> AsyncStream<Void> {
        let (stream, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        guard followed[attempt] != nil else {
            bell.finish()
            return stream
        }
        followerNumber += 1
        let number = followerNumber
        followers[attempt, default: [:]][number] = bell
        bell.onTermination = { [weak self] _ in
            guard let self else { return }
            Task { await self.forgetFollower(number, of: attempt) }
        }
        return stream
    }

    private func forgetFollower(_ number: UInt64, of attempt: AttemptID) { followers[attempt]?[number] = nil }

    func ringFollowers(of attempt: AttemptID) {
        followers[attempt]?.values.forEach { $0.yield() }
    }
}
