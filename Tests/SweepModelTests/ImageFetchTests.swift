import SweepModel
import Testing

/// What the fetching of an image does with every event in every state, row by row.
@Suite struct ImageFetchTests {
    private static let image = ImageRecord(
        name: "r.test/x:1", id: String(repeating: "0a", count: 32), digest: nil, architecture: "amd64")
    private static let order = ImageOrder(owner: 1000, engine: "podman", image: "r.test/x:1")
    private static let start = Instant(nanoseconds: 0)

    enum Place: CaseIterable { case wanted, fetching, waiting, lastTry, over }

    struct Row: Sendable {
        let event: ImageFetch.Event
        /// The action in each of the places that do anything with the event.
        var actions: [Place: [ImageFetch.Action]]
        var leadsTo: [Place: String]
    }

    private static let rows = [
        Row(
            event: .ordered, actions: [.wanted: [.fetch]], leadsTo: [.wanted: "fetching"]),
        Row(
            event: .answered(.there(image)), actions: [.fetching: [.pin(image)], .lastTry: [.pin(image)]],
            leadsTo: [.fetching: "over", .lastTry: "over"]),
        Row(
            event: .answered(.unreachable("no such host")), actions: [.lastTry: [.giveUp("no such host")]],
            leadsTo: [.fetching: "waiting", .lastTry: "over"]),
        Row(
            event: .answered(.refused("denied")),
            actions: [.fetching: [.giveUp("denied")], .lastTry: [.giveUp("denied")]],
            leadsTo: [.fetching: "over", .lastTry: "over"]),
        Row(event: .backoffElapsed, actions: [.waiting: [.fetch]], leadsTo: [.waiting: "fetching"]),
        Row(
            event: .abandoned, actions: [.fetching: [.abandon], .lastTry: [.abandon]],
            leadsTo: [.wanted: "over", .fetching: "over", .waiting: "over", .lastTry: "over"]),
    ]

    private static func machine(in place: Place) -> ImageFetch {
        var machine = ImageFetch(since: start)
        guard place != .wanted else { return machine }
        _ = machine.handle(.ordered, now: start)
        switch place {
        case .wanted, .fetching: break
        case .waiting: _ = machine.handle(.answered(.unreachable("timeout")), now: start)
        case .lastTry:
            for _ in 1..<ImageFetch.triesMax {
                _ = machine.handle(.answered(.unreachable("timeout")), now: start)
                _ = machine.handle(.backoffElapsed, now: start)
            }
        case .over: _ = machine.handle(.abandoned, now: start)
        }
        return machine
    }

    private static func word(_ state: ImageFetch.State) -> String { String("\(state)".prefix { $0 != "(" }) }

    @Test func `every event in every state does what the table says`() {
        for row in Self.rows {
            for place in Place.allCases {
                let before = Self.machine(in: place)
                var machine = before
                let actions = machine.handle(row.event, now: Self.start)
                #expect(actions == row.actions[place] ?? [], "\(row.event) in \(place)")
                #expect(
                    Self.word(machine.state) == row.leadsTo[place] ?? Self.word(before.state),
                    "\(row.event) in \(place)")
            }
        }
    }

    @Test func `tries are ten, ten seconds apart at first and ten minutes at most`() {
        var (machine, now, delays) = (ImageFetch(since: Self.start), Self.start, [Double]())
        _ = machine.handle(.ordered, now: now)
        while machine.handle(.answered(.unreachable("timeout")), now: now).isEmpty, let wakeAt = machine.wakeAt {
            delays.append((wakeAt - now).seconds)
            now = wakeAt
            #expect(machine.handle(.backoffElapsed, now: now) == [.fetch])
        }
        #expect(delays == [10, 20, 40, 80, 160, 320, 600, 600, 600])
        #expect(machine.tries == ImageFetch.triesMax && machine.state == .over && machine.lastError == "timeout")
    }

    @Test func `what goes on is said with the engine's words`() {
        var machine = Self.machine(in: .fetching)
        let later = Instant(nanoseconds: 12_500_000_000)
        #expect(
            machine.words(Self.order, now: later)
                == "waiting for its image 'r.test/x:1': podman has been fetching it for 12.0s")
        _ = machine.handle(.answered(.unreachable("no such host")), now: later)
        #expect(
            machine.words(Self.order, now: later)
                == "waiting for its image 'r.test/x:1': try 1 of 10 failed, the next is in 10.0s: no such host")
    }
}
