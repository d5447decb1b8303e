internal import CSweepShims
internal import Glibc

/// Exit records that are in place but that a power cut could still take; synced where no plan waits.
///
/// Only the latest are: a sync costs several times a short attempt, and while plans keep coming an agent is there
/// that took the earlier ends in and makes the outcomes durable itself. Should agent and power fail within the
/// seconds that the kernel takes to write, such an attempt counts as lost, never as something that it was not.
struct UnsyncedRecords {
    private static let countMax = 16

    private var records: [(file: Descriptor, folder: Descriptor)] = []

    mutating func append(_ file: Descriptor, in folder: RecordFolder) {
        if records.count == Self.countMax { records.removeFirst() }
        records.append((file, folder.directory))
    }

    mutating func sync() {
        for record in records { _ = sweep_start_writeback(record.file.number) }
        for record in records {
            fsync(record.file.number)
            fsync(record.folder.number)
        }
        records = []
    }
}
