import SweepModel
import SweepStore
import Testing

@Suite("What owners have used")
struct UsageTests {
    @Test("the last word of each owner stays over a restart")
    func roundTrip() async throws {
        let folder = try Folder()
        let (ana, bob) = (
            OwnerUsage(owner: 1000, time: ResourceTime(coreSeconds: 1.5, gpuSeconds: 0), at: .second(3)),
            OwnerUsage(owner: .max, time: ResourceTime(coreSeconds: 1e12, gpuSeconds: 7), at: .second(2))
        )
        do {
            let store = try Store.open(path: folder.database)
            try store.transact { transaction in
                try transaction.set(OwnerUsage(owner: 1000, time: ResourceTime(coreSeconds: 9), at: .second(1)))
                try transaction.set(bob)
                try transaction.set(ana)
            }
            try store.close()
        }
        let store = try Store.open(path: folder.database)
        #expect(try await store.query { try $0.usage() } == [ana, bob])
        try store.close()
    }
}
