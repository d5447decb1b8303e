internal import SweepModel
internal import Synchronization

/// How many uploads of each user are on their way in.
final class UploadRoom: Sendable {
    static let uploadsMax = 4

    private let counts = Mutex<[UInt32: Int]>([:])

    /// - Throws: `limit` where that many of hers are.
    func enter(_ identity: Identity) throws(Fault) {
        let isFree = counts.withLock { counts in
            guard counts[identity.uid, default: 0] < Self.uploadsMax else { return false }
            counts[identity.uid, default: 0] += 1
            return true
        }
        guard !isFree else { return }
        throw Fault(
            .limit, "cannot take the upload in: \(Self.uploadsMax) of \(identity.name) are on their way",
            hint: "wait until one of them has ended")
    }

    func leave(_ identity: Identity) {
        counts.withLock { counts in
            let left = counts[identity.uid, default: 0] - 1
            counts[identity.uid] = left > 0 ? left : nil
        }
    }
}
