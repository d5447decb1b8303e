/// That nothing new starts on a GPU, or on the whole host, because somebody wants it so.
package struct Drain: Hashable, Sendable {
    /// Who, and why, for people.
    package let reason: String
    package let since: Instant
    /// When it ends by itself; nil where somebody has to end it.
    package let until: Instant?

    package init(reason: String, since: Instant, until: Instant? = nil) {
        self.reason = reason
        self.since = since
        self.until = until
    }

    /// `by ana: new fan, until 2026-11-26T12:00:00.000Z`
    package var words: String { reason + (until.map { ", until \($0)" } ?? "") }
}

/// Everything that is drained.
package struct Drains: Hashable, Sendable {
    /// The whole host.
    package var host: Drain?
    package var devices: [DeviceID: Drain]

    package init(host: Drain? = nil, devices: [DeviceID: Drain] = [:]) {
        self.host = host
        self.devices = devices
    }

    /// When the next one ends by itself; nil where none does.
    package var nextEnd: Instant? { ([host?.until] + devices.values.map(\.until)).compactMap(\.self).min() }
}
