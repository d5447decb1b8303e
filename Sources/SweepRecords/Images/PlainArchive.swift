internal import Glibc
internal import SweepModel

/// An archive as engines load it: podman 4 reads no docker archive that is compressed.
struct PlainArchive: ~Copyable {
    /// Of the file to load.
    let path: String
    /// What goes with this value; nil where the file is the one that was given.
    private let folder: String?

    /// - Parameters:
    ///   - path: absolute.
    ///   - name: as the specification has it.
    ///   - store: where it is unpacked, if need be.
    ///   - act: `cannot <do> <subject>`.
    init(_ path: String, name: String, store: String, act: String, timeout: Span) async throws(Fault) {
        guard name.hasPrefix("docker-archive:"), let real = realPath(path), Self.isCompressed(real) else {
            (self.path, folder) = (path, nil)
            return
        }
        let temporary = try explaining(act) { () throws(SystemError) in try SnapshotStore(folder: store).begin() }
        do throws(Fault) {
            try await Self.unpack(real, into: temporary, act: act, timeout: timeout)
        } catch {
            try? Folder.remove(temporary)
            throw error
        }
        (self.path, folder) = (temporary + "/image.tar", temporary)
    }

    deinit { if let folder { try? Folder.remove(folder) } }

    private static func unpack(_ path: String, into folder: String, act: String, timeout: Span) async throws(Fault) {
        guard symlink(path, folder + "/image.tar.gz") == 0 else { throw SystemError.last.fault(act) }
        let answer: ShortCommand.Output
        do throws(ShortCommand.Failure) {
            answer = try await ShortCommand.run(
                "/bin/gzip", ["--decompress", "--force", "--keep", folder + "/image.tar.gz"], environment: [],
                limit: 1 << 16, timeout: timeout)
        } catch {
            throw Fault(.failed, "\(act): gzip: \(error.reason)", hint: "decompress it yourself")
        }
        guard answer.code == 0 else {
            throw Fault(.specification, "\(act): it is truncated, or no gzip file: gzip said '\(answer.reason)'")
        }
    }

    private static func isCompressed(_ path: String) -> Bool {
        guard let file = try? Descriptor(path, O_RDONLY | O_NONBLOCK), let magic = try? file.read(at: 0, count: 2)
        else {
            return false
        }
        return magic == [0x1f, 0x8b]
    }
}
