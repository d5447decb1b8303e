internal import CSweepShims
internal import Glibc
package import SweepModel

/// A ``DeviceLock`` that this process holds, until the value is gone.
///
/// A device of one attempt alone is locked exclusively. One that is shared is locked by each attempt as one of several,
/// and its file names the daemon whose attempts these are: only who has it alone may write that name.
package struct HeldLock: Sendable {
    private static let tries = 20
    /// Others hold it for a moment only while they look at it, in microseconds.
    private static let pause: UInt32 = 2_000
    private static let nameMax = 4096

    private let file: Descriptor

    /// Takes the lock; nil where another daemon's attempt has the device, or somebody keeps the lock closed.
    static func take(_ lock: DeviceLock) throws(SystemFailure) -> HeldLock? {
        guard keeper(of: lock) == nil else { return nil }
        let file = try open(lock.path)
        for number in 1...tries {
            if try isTaken(file, lock.sharer) { return HeldLock(file: file) }
            if number < tries { usleep(pause) }
        }
        return nil
    }

    /// Whether nobody else holds the lock now. What cannot be locked at all is told by the next who tries.
    package static func isFree(_ lock: DeviceLock) -> Bool {
        guard keeper(of: lock) == nil else { return false }
        guard let file = try? open(lock.path) else { return true }
        return (try? isTaken(file, lock.sharer)) ?? true
    }

    /// Whose the lock's file is where its owner lets nobody else use it: folders of locks are open to everybody, who may
    /// then keep others from devices, but not make their runs fail. A daemon that makes one closes it for a moment too.
    package static func keeper(of lock: DeviceLock) -> UInt32? {
        var facts = stat()
        guard lstat(lock.path, &facts) == 0 else { return nil }
        let isPlain = facts.st_mode & S_IFMT == S_IFREG
        return isPlain && access(lock.path, R_OK | W_OK) == 0 ? nil : facts.st_uid
    }

    /// Makes the lock's file where there is none; what cannot be done is told by who tries to lock it.
    package static func provide(_ path: String) { _ = try? open(path) }

    /// Never made where it exists: the kernel may refuse that in folders that all can write to.
    private static func open(_ path: String) throws(SystemFailure) -> Descriptor {
        for _ in 1...2 {
            let found = sweep_open_at(AT_FDCWD, path, O_RDWR, 0)
            guard found == -ENOENT else { return try Descriptor(checking: found, "cannot open '\(path)'") }
            let made = sweep_open_at(AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0o666)
            guard made != -EEXIST else { continue }
            let file = try Descriptor(checking: made, "cannot make '\(path)'")
            fchmod(file.number, 0o666)
            return file
        }
        throw SystemFailure("cannot open '\(path)'", number: ENOENT)
    }

    private static func isTaken(_ file: Descriptor, _ sharer: String?) throws(SystemFailure) -> Bool {
        let isAlone = try holds(file, alone: true)
        guard let sharer else { return isAlone }
        if isAlone { try write(sharer, file) }
        guard try holds(file, alone: false) else { return false }
        // From alone to shared is not one step: somebody else may have come between.
        return name(in: file) == sharer
    }

    private static func holds(_ file: Descriptor, alone: Bool) throws(SystemFailure) -> Bool {
        let result = sweep_try_lock(file.number, alone ? 1 : 0)
        guard result != 0 else { return true }
        guard result == -EWOULDBLOCK else { throw SystemFailure("cannot lock a GPU", number: -result) }
        return false
    }

    private static func write(_ name: String, _ file: Descriptor) throws(SystemFailure) {
        guard ftruncate(file.number, 0) == 0, lseek(file.number, 0, SEEK_SET) == 0 else {
            throw SystemFailure("cannot write a GPU's lock", number: errno)
        }
        let error = file.writeAll(Array(name.utf8))
        guard error == 0 else { throw SystemFailure("cannot write a GPU's lock", number: error) }
    }

    private static func name(in file: Descriptor) -> String {
        var bytes = [UInt8](repeating: 0, count: nameMax)
        let count = pread(file.number, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
