import SweepAgent
import SweepDevices
import SweepModel
import SweepScheduling
import SweepStore
import TestSupport
import Testing

@testable import SweepDaemon

/// One user's agent, one run or one bad moment of the disk costs nobody else anything.
@Suite struct SchedulerTests {
    private func attempt(_ sweep: SweepID) -> AttemptID { AttemptID(run: RunID(sweep: sweep, index: 1), number: 1) }

    @Test func `what cannot be kept is dropped, and everybody goes on`() async throws {
        try await SchedulerStage.with { stage in
            let link = try await stage.connect()
            let attempt = attempt(try await stage.submit("a-0001"))
            _ = try await stage.state(of: attempt.run)
            let broken = AttemptEnd(
                outcome: .exited(code: 1), at: Clock.now(), startedAt: nil, duration: Span(nanoseconds: -1),
                lastError: nil)
            stage.inbox.post(.agent(.ended(attempt, broken)))
            #expect(try await stage.state(of: attempt.run) == .starting)
            #expect(stage.scheduler.snapshot().leases == 1)
            try stage.tell(
                [
                    .started(attempt, at: Instant(nanoseconds: .min)),
                    .ended(
                        attempt,
                        AttemptEnd(
                            outcome: .exited(code: 0), at: Instant(nanoseconds: .min),
                            startedAt: Instant(nanoseconds: .max), duration: Span(nanoseconds: .max), lastError: nil)),
                ], over: link)
            #expect(try await stage.state(of: attempt.run) == .finished)
            #expect(stage.scheduler.snapshot().leases == 0)
            #expect(try await stage.orders(of: link).launched == [attempt])
        }
    }

    @Test func `an attempt that nobody can plan any more is lost, and the others are adopted`() async throws {
        let stage = try SchedulerStage()
        var container = ContainerChoice(image: "docker.io/library/none")
        container.engine = "podman"
        let bad = try stage.insertLive(SchedulerStage.sweep("bad-0001", container: container))
        let good = try stage.insertLive(SchedulerStage.sweep("good-0001"))
        try await stage.work {
            #expect(stage.scheduler.snapshot().leases == 2)
            let link = try await stage.connect()
            #expect(try await stage.state(of: bad.run) == .retrying)
            let run = try await stage.store.query { try $0.run(bad.run) }
            #expect(run?.lastError?.contains("nobody can take it over") == true)
            #expect(try await stage.orders(of: link).adopted == [good])
        }
    }

    @Test func `where the queue cannot be read whole, what is held stays held`() async throws {
        let stage = try SchedulerStage()
        _ = try stage.insertLive(SchedulerStage.sweep("a-0001"))
        try await stage.work {
            try stage.spoil("ALTER TABLE attempt_device RENAME TO gone")
            let state = await stage.scheduler.state
            await #expect(throws: Fault.self) {
                try await stage.store.query { reader in
                    try state.replace { old throws(Fault) in
                        try SchedulerState(reading: reader, after: old, capacity: old.schedule.capacity)
                    }
                }
            }
            #expect(stage.scheduler.snapshot().leases == 1)
            try stage.spoil("ALTER TABLE gone RENAME TO attempt_device")
        }
    }

    @Test func `one that runs cannot be told never to have started`() async throws {
        try await SchedulerStage.with { stage in
            let link = try await stage.connect()
            let attempt = attempt(try await stage.submit("a-0001"))
            _ = try await stage.state(of: attempt.run)
            try stage.tell([.started(attempt, at: Clock.now()), .neverStarted(attempt)], over: link)
            #expect(try await stage.state(of: attempt.run) == .running)
            #expect(try await stage.store.query { try $0.leases() }.map(\.attempt) == [attempt])
        }
    }

    @Test func `a hook's end is told of the sweep whose it is`() async throws {
        try await SchedulerStage.with { stage in
            let (mine, other) = (try await stage.submit("a-0001"), try await stage.submit("b-0001"))
            let call = HookCall(id: "a-0001.finished.1.1", sweep: mine, argv: ["/bin/true"], facts: [:])
            try await stage.scheduler.perform { tick throws(Fault) in
                try tick.store.setNote(call.noteName, call.note.text())
            }
            stage.inbox.post(.agent(.hookEnded(call.id, of: other, nil)))
            try await stage.scheduler.perform { _ throws(Fault) in }
            let events = try await stage.store.query { reader in
                try [mine, other].map { try reader.events($0, after: 0, limit: 100).map(\.event) }
            }
            #expect(events[0].contains("hook") && !events[1].contains("hook"))
        }
    }

    @Test func `why sweepd stops a run is told to an agent that was away`() async throws {
        try await SchedulerStage.with { stage in
            let link = try await stage.connect()
            let attempt = attempt(try await stage.submit("a-0001"))
            _ = try await stage.state(of: attempt.run)
            try stage.tell([.started(attempt, at: Clock.now())], over: link)
            _ = try await stage.orders(of: link)
            let finding = LeaseAudit.Finding.crowds(
                attempt, DeviceID("GPU-1"), held: ByteCount(bytes: 2), booked: ByteCount(bytes: 1), neighbour: attempt)
            stage.inbox.post(.devices(.found(finding, "takes too much")))
            let again = try await stage.orders(of: try await stage.connect())
            let cause = StopCause("it takes too much: stopped", outcome: .outOfDeviceMemory)
            #expect(again.adopted == [attempt] && again.contains(.stop(attempt, because: cause)))
        }
    }

    @Test func `nobody runs for another who had her number`() async throws {
        let stage = try SchedulerStage()
        let old = try stage.insertLive(SchedulerStage.sweep("old-0001"))
        try await stage.work {
            let new = try await stage.submit("new-0001")
            let bob = Owner(uid: 1000, name: "bob")
            let link = try await stage.connect(bob)
            let his = try await stage.submit("his-0001", of: bob)
            #expect(try await stage.orders(of: link).launched == [attempt(his)])
            let again = try await stage.connect(bob)
            let words = stage.scheduler.explain(new).joined()
            #expect(words.contains("it is of 'ana', and uid 1000 is 'bob' now"), "\(words)")
            #expect(throws: Fault.self) { try stage.tell([.neverStarted(old)], over: again) }
            #expect(try await stage.orders(of: again).adopted == [attempt(his)])
        }
    }
}
