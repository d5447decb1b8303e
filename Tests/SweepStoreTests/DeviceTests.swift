import SweepModel
import SweepStore
import Testing

/// What the store knows of GPUs.
@Suite struct DeviceTests {
    private static let bookings = [
        DeviceBooking(DeviceID("GPU-b"), share: .whole, memory: ByteCount(bytes: 80 << 30)),
        DeviceBooking(DeviceID("GPU-a"), share: DeviceShare(millionths: 333_333), memory: nil),
    ]

    private func started(_ bench: Bench) async throws -> (SweepID, AttemptRecord) {
        let sweep = try await bench.submit()
        let run = try #require(try await bench.materialise(sweep, 1).first)
        let attempt = AttemptRecord(id: AttemptID(run: run.id, number: 1), bootID: "boot", createdAt: .second(1))
        try bench.store.transact { transaction in
            try transaction.update(run: run.starting())
            try transaction.insert(attempt: attempt)
            try transaction.insert(
                lease: Lease(
                    attempt: attempt.id, owner: 1000, cpus: 1, memory: ByteCount(bytes: 0), devices: Self.bookings))
        }
        return (sweep, attempt)
    }

    /// The same, with nobody at the store any more.
    private func stopped() async throws -> (Folder, SweepID, AttemptRecord) {
        let bench = try Bench()
        let (sweep, attempt) = try await started(bench)
        try bench.store.close()
        return (bench.folder, sweep, attempt)
    }

    @Test func `a lease holds its GPUs in their order, over a restart too, until its attempt has ended`() async throws {
        let (folder, sweep, attempt) = try await stopped()
        let store = try Store.open(path: folder.database)
        let leases = try await store.query { try $0.leases() }
        #expect(leases.map(\.devices) == [Self.bookings])
        let live = try await store.query { try $0.liveAttempts() }
        #expect(live.map(\.lease.devices) == [Self.bookings])
        try store.transact { transaction in
            var ended = attempt
            (ended.state, ended.finishedAt) = (.finished, .second(2))
            try transaction.update(attempt: ended)
        }
        let (after, record) = try await store.query { (try $0.leases(), try $0.attempt(attempt.id)) }
        #expect(after.isEmpty)
        #expect(record?.devices == Self.bookings.map(\.device), "what it held stays known")
        let runs = try await store.query { reader in
            try reader.devices(of: try reader.runs(sweep, RunFilter()))
        }
        #expect(runs == [attempt.id.run: Self.bookings.map(\.device)])
        try store.close()
    }

    @Test func `GPUs are only given with a lease`() async throws {
        let bench = try Bench()
        let (_, attempt) = try await started(bench)
        let again = await fault {
            try bench.store.transact { transaction in
                try transaction.insert(
                    lease: Lease(
                        attempt: AttemptID(run: attempt.id.run, number: 2), owner: 1000, cpus: 1,
                        memory: ByteCount(bytes: 0), devices: Self.bookings))
            }
        }
        #expect(again != nil)
        let second = AttemptID(run: attempt.id.run, number: 2)
        let bookings = try await bench.store.query { try $0.bookings(of: second) }
        #expect(bookings == [])
    }

    @Test func `what a sweep asks of GPUs is in its entry, and an edit changes it`() async throws {
        let bench = try Bench()
        var record = SweepRecord.sample()
        let request = DeviceRequest(count: .exactly(2), memory: ByteCount(bytes: 10 << 30), model: "A100*")
        record.specification.resources.devices = request
        let sweep = try await bench.submit(record)
        let (entry, kept) = try await bench.store.query { (try $0.entry(sweep), try $0.sweep(sweep)) }
        #expect(entry?.request.devices == request && kept?.specification.resources.devices == request)
        let share = DeviceRequest(share: DeviceShare(millionths: 250_000), visible: .uuid)
        record.specification.resources.devices = share
        let revision = Revision(specification: record.specification, context: record.context, overlay: Overlay())
        _ = try bench.store.transact { transaction in
            try transaction.revise(sweep, with: revision, total: 3, cursor: SearchCursor(), now: .second(1))
        }
        let edited = try await bench.store.query { try $0.entry(sweep) }
        #expect(edited?.request.devices == share)
    }

    @Test func `what is drained stays so over restarts until it is undrained`() async throws {
        let (folder, device) = (try Folder(), DeviceID("GPU-a"))
        let noisy = Drain(reason: "noisy fan", since: .second(2), until: .second(9))
        let move = Drain(reason: "the server moves", since: .second(3))
        do {
            let store = try Store.open(path: folder.database)
            try store.transact { transaction in
                try transaction.drain(device, Drain(reason: "by hand", since: .second(1)))
                try transaction.drain(device, noisy)
                try transaction.drain(nil, move)
            }
            try store.close()
        }
        let store = try Store.open(path: folder.database)
        let drained = try await store.query { try $0.drains() }
        #expect(drained == Drains(host: move, devices: [device: noisy]) && drained.nextEnd == .second(9))
        try store.transact { try $0.undrain(device) }
        try store.transact { try $0.undrain(nil) }
        let after = try await store.query { try $0.drains() }
        #expect(after == Drains())
        try store.close()
    }
}
