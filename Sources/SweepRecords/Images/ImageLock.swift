internal import CSweepShims
internal import Dispatch
internal import Glibc
internal import SweepModel

/// Whose turn it is to load or fetch an image: one at a time on this host, for all processes that use the same store.
enum ImageLock {
    /// Does something while nobody else does it for the same name.
    static func hold<Outcome: Sendable>(
        _ name: String, in store: String, _ body: () async throws(Fault) -> Outcome
    ) async throws(Fault) -> Outcome {
        // On a thread of its own, since a lock may be waited for as long as a pull takes.
        let taking = await withCheckedContinuation { taken in
            DispatchQueue.global().async {
                taken.resume(returning: Result { () throws(Fault) in try take(name, in: store) })
            }
        }
        let file = try taking.get()
        defer { _ = close(file) }
        return try await body()
    }

    /// A descriptor that holds the lock until it is closed.
    private static func take(_ name: String, in store: String) throws(Fault) -> Int32 {
        try explaining("cannot lock '\(LoadedImage.folder(in: store))'") { () throws(SystemError) in
            try Folder.makeAll(LoadedImage.folder(in: store))
            let path = "\(LoadedImage.folder(in: store))/\(name).lock"
            let file = sweep_open_at(AT_FDCWD, path, O_RDWR | O_CREAT, 0o600)
            guard file >= 0 else { throw SystemError(-file) }
            // Whoever has it works with a deadline.
            while flock(file, LOCK_EX) != 0 {
                guard errno == EINTR else { throw .last }
            }
            return file
        }
    }
}
