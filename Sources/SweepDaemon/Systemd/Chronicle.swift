internal import Logging
internal import SweepModel

/// What the log says of sweeps and runs: what their owners or the administrator would look for the next day. Each entry
/// names its sweep and its run in fields of their own.
struct Chronicle: Sendable {
    let logger: Logger

    func write(_ events: [EventRecord]) {
        for event in events {
            let level = Self.level(of: event)
            guard level >= logger.logLevel else { continue }
            var fields: Logger.Metadata = ["SWEEP_ID": .string(event.sweep.text)]
            let run = event.run.map { RunID(sweep: event.sweep, index: $0).description }
            if let run { fields["RUN"] = .string(run) }
            let detail = event.detail.map { ": \($0)" } ?? ""
            logger.log(level: level, "\(run ?? event.sweep.text) \(event.event)\(detail)", metadata: fields)
        }
    }

    /// Each run's ordinary life is in the queue's history; what went wrong belongs here, too.
    private static func level(of event: EventRecord) -> Logger.Level {
        guard event.run != nil else { return .info }
        return [RunState.failed, .retrying].map(\.rawValue).contains(event.event) ? .notice : .debug
    }
}
