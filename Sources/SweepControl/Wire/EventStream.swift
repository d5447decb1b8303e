package import SweepModel

/// Events as server-sent events (`text/event-stream`), written by the daemon and read by the client.
package enum EventStream {
    /// One event: its number as `id`, its name as `event`, the whole object as `data`.
    package static func bytes(_ event: EventObject) throws(Fault) -> [UInt8] {
        let name = String(event.event.map { $0.isNewline ? " " : $0 })
        return try bytes("id: \(event.seq)\nevent: \(name)\n", data: event)
    }

    /// A sweep as it is now.
    package static func bytes(_ sweep: SweepObject) throws(Fault) -> [UInt8] {
        try bytes("event: sweep\n", data: sweep)
    }

    /// What an agent is to do, just as the model keeps it.
    package static func bytes(_ order: AgentOrder) throws(Fault) -> [UInt8] {
        do {
            var bytes = Array("event: order\ndata: ".utf8)
            try JSONValue(encoding: order).append(to: &bytes)
            return bytes + Array("\n\n".utf8)
        } catch {
            throw Fault(.internal, "cannot write an order: \(error)")
        }
    }

    private static func bytes(_ fields: String, data: some Encodable) throws(Fault) -> [UInt8] {
        Array("\(fields)data: ".utf8) + (try Wire.bytes(data)) + Array("\n\n".utf8)
    }
}

/// Reads a stream of server-sent events, in whatever pieces it arrives.
package struct EventStreamParser: Sendable {
    /// The largest line that is accepted, in bytes.
    private static let lineMax = 16 << 20
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false

    package init() {}

    /// Takes the next piece and gives the data of each event that it completes.
    ///
    /// - Throws: a fault with code `internal` where a line is longer than any event of sweepd.
    package mutating func take(_ piece: some Sequence<UInt8>) throws(Fault) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in piece {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                guard line.count <= Self.lineMax else {
                    throw Fault(.internal, "cannot read the events: a line is too long")
                }
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty { dispatch(into: &events) } else { takeField() }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func dispatch(into events: inout [[UInt8]]) {
        if hasData { events.append(data) }
        data = []
        hasData = false
    }

    private mutating func takeField() {
        guard line.starts(with: "data:".utf8) else { return }
        if hasData { data.append(UInt8(ascii: "\n")) }
        let content = line.dropFirst(5)
        data.append(contentsOf: content.first == UInt8(ascii: " ") ? content.dropFirst() : content)
        hasData = true
    }
}
