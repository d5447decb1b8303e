/// What a daemon tells an agent that is in a process of its own.
package enum AgentOrder: Hashable, Sendable, Codable {
    /// The first of all: what is told is told under this name, as long as the connection lasts.
    case welcome(session: String)
    case launch(LaunchPlan)
    case stop(AttemptID, because: StopCause?)
    /// Take over an attempt that an earlier agent, or an earlier connection, had; `began` where its runner is known to
    /// have begun.
    case adopt(LaunchPlan, began: Bool, resume: CaptureResume)
    /// Have an image, and tell what became of that.
    case fetch(ImageOrder)
    /// Nobody waits for it any more.
    case abandon(ImageOrder)
    /// Run a hook of a sweep.
    case run(HookPlan)
    /// Add what an attempt that has ended used of its devices to its manifest: the daemon looks at them.
    case recordUsage(AttemptLayout, [DeviceUsage])
    /// Remove what engines still know of attempts that are live no more.
    case removeLeftovers
    /// Answer, under that number.
    case answer(UInt64, AgentQuestion)
    /// Nobody waits for more answers under that number.
    case forget(UInt64)
}

/// What only a process of the user can find out about her runs.
package enum AgentQuestion: Hashable, Sendable, Codable {
    /// A piece of what an attempt wrote; `logBytesMax` is the largest size of a captured stream on disk.
    case output(AttemptLayout, OutputStream, from: Int64, max: Int, logBytesMax: Int64)
    /// Its manifest, once everything of an ended attempt is on disk.
    case manifest(AttemptLayout)
    /// Tell when it has written something; the last answer comes when it has ended.
    case changes(AttemptID)
    /// Whether there is something at that path of the agent's own folders.
    case exists(String)
    /// Remove what is there of files and folders of its own, or, where it is a dry run, only say what they hold.
    case remove([String], dryRun: Bool)
    /// What lies in its folders.
    case holdings
    /// Have the engine remove an image that was brought for sweeps, and forget it.
    case removeImage(Holdings.Image)
    /// The names in a folder of its own.
    case children(String)
    /// What so many folders of its own hold.
    case sizes([String])

    package enum OutputStream: String, Hashable, Sendable, Codable { case standardOutput, standardError }
}

/// What an agent finds out.
package enum AgentAnswer: Hashable, Sendable, Codable {
    case output(OutputPiece)
    /// Nil where there is none.
    case text(String?)
    /// Something was written; more answers follow.
    case changed
    /// No more follow.
    case done
    case isThere(Bool)
    case names([String])
    case bytes([Int64])
    case holdings(Holdings)
    /// Those that were there, and what they held in bytes.
    case removed([String], bytes: Int64)
    case refused(Refusal)

    /// A fault on its way.
    package struct Refusal: Hashable, Sendable, Codable {
        package var code: Fault.Code
        package var message: String
        package var hint: String?

        package init(_ fault: Fault) { (code, message, hint) = (fault.code, fault.message, fault.hint) }
        package var fault: Fault { Fault(code, message, hint: hint) }
    }
}

/// Some bytes of a captured stream.
package struct OutputPiece: Hashable, Sendable {
    package var bytes: [UInt8]
    /// Offset of the byte after these.
    package var next: Int64
    /// How many bytes between the wanted offset and the first of these are not kept.
    package var droppedBefore: Int64

    package init(bytes: [UInt8], next: Int64, droppedBefore: Int64) {
        self.bytes = bytes
        self.next = next
        self.droppedBefore = droppedBefore
    }
}

/// The bytes travel as a text of characters from U+0000 to U+00FF: output need not be UTF-8.
extension OutputPiece: Codable {
    private enum Key: String, CodingKey { case bytes, next, dropped }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let text = try container.decode(String.self, forKey: .bytes)
        self.init(
            bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
            next: try container.decode(Int64.self, forKey: .next),
            droppedBefore: try container.decode(Int64.self, forKey: .dropped))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        try container.encode(String(text), forKey: .bytes)
        try container.encode(next, forKey: .next)
        try container.encode(droppedBefore, forKey: .dropped)
    }
}
