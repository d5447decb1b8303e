/// When a failed run gets another attempt.
package struct RetryPolicy: Hashable, Codable, Sendable {
    package enum Class: String, Codable, Sendable, CaseIterable {
        /// `exit-code` and `signal`.
        case crash
        case oom
        case gpuOOM = "gpu-oom"
        case timeout

        package func covers(_ reason: Reason) -> Bool {
            switch self {
            case .crash: reason == .exitCode || reason == .signal
            case .oom: reason == .oom
            case .gpuOOM: reason == .gpuOOM
            case .timeout: reason == .timeout
            }
        }
    }

    /// How many retries the run's own failures get.
    package var max: Int
    package var backoff: Span
    package var factor: Double
    package var maxBackoff: Span
    package var on: [Class]

    /// How many retries the host's failures get, by themselves.
    package static let hostRetriesMax = 3

    package init(
        max: Int = 0, backoff: Span = .seconds(30), factor: Double = 2, maxBackoff: Span = .seconds(600),
        on: [Class] = [.crash]
    ) {
        self.max = max
        self.backoff = backoff
        self.factor = factor
        self.maxBackoff = maxBackoff
        self.on = on
    }

    /// How long the run waits after its failure number `count` (from 1): `backoff · factor^(count-1)`, at most
    /// `maxBackoff`; that too where a factor that no checked specification holds leaves no number.
    package func delay(afterFailure count: Int) -> Span {
        var nanoseconds = Double(backoff.nanoseconds)
        for _ in 1..<Swift.max(1, Swift.min(count, 1000)) where nanoseconds < Double(maxBackoff.nanoseconds) {
            nanoseconds *= factor
        }
        guard let delay = Int64(exactly: nanoseconds.rounded()), delay >= 0 else { return maxBackoff }
        return Swift.min(Span(nanoseconds: delay), maxBackoff)
    }
}
