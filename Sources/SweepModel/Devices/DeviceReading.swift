/// What one look at a device found; a value that the driver did not give is nil.
package struct DeviceReading: Hashable, Sendable, Codable {
    /// In use by anybody, `memoryReserved` left out.
    package var memoryUsed: ByteCount?
    /// Kept by driver and firmware.
    package var memoryReserved: ByteCount?
    /// Part of the time in which something ran, in percent.
    package var utilisation: Int?
    /// Degrees Celsius.
    package var temperature: Int?
    /// Milliwatts.
    package var power: Int64?
    /// Millijoules since the driver was loaded; may start again from 0.
    package var energy: Int64?
    /// Nil where the driver does not tell, which is not the same as none.
    package var processes: [DeviceProcess]?
    /// What is wrong with it.
    package var ailments: [Ailment] = []

    package init() {}
}

/// A process that has a device open.
package struct DeviceProcess: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable { case compute, graphics }

    package var pid: Int32
    package var kind: Kind
    /// Nil where the driver does not tell.
    package var memory: ByteCount?
    /// Who runs it; nil where the process was gone before it could be looked at.
    package var user: String?
    package var command: String?
    /// The attempt it belongs to; nil for a foreign one. Whoever knows attempts fills it in.
    package var attempt: AttemptID?
    /// Whether the system hides what would tell whose it is.
    package var isHidden = false

    package init(
        pid: Int32, kind: Kind = .compute, memory: ByteCount? = nil, user: String? = nil, command: String? = nil,
        attempt: AttemptID? = nil
    ) {
        self.pid = pid
        self.kind = kind
        self.memory = memory
        self.user = user
        self.command = command
        self.attempt = attempt
    }

    /// `a python of user ana`, `process 4711`.
    package var words: String {
        switch (command, user) {
        case (let command?, let user?): "a \(command) of user \(user)"
        case (let command?, nil): "a \(command) (process \(pid))"
        case (nil, let user?): "process \(pid) of user \(user)"
        case (nil, nil): "process \(pid)"
        }
    }
}
