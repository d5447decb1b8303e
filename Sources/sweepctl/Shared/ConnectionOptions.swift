internal import ArgumentParser
internal import Glibc
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// Which daemon is asked.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket; else $SWEEPD_SOCKET, the system's, the user's.", valueName: "path"),
        completion: .file())
    var socket: String?

    @Flag(help: "Ask the system's daemon.") var system = false
    @Flag(help: "Ask the user's own daemon.") var user = false

    func validate() throws {
        guard [system, user, socket != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("--socket, --system and --user exclude each other")
        }
    }

    /// Whether it is the user's own daemon that is asked, and nobody named a socket.
    var isOwn: Bool {
        let isUnnamed = Environment["SWEEPD_SOCKET"] == nil && access(Self.systemSocket, F_OK) != 0
        return !system && socket == nil && (user || isUnnamed)
    }

    /// - Throws: `permission` where the user's socket lies in a folder that is not hers alone.
    var client: ControlClient { get throws(Fault) { ControlClient(socket: try path) } }

    /// The daemon's host, for what asks no daemon unless there is one: nil where none answers at once.
    ///
    /// - Throws: where the daemon that an option names does not answer.
    var host: HostObject? {
        get async throws(Fault) {
            if system || user || socket != nil { return try await client.answer(to: ControlRequest(.showHost)) }
            guard let path = try? path, access(path, F_OK) == 0 else { return nil }
            return try? await ControlClient(socket: path).answer(to: ControlRequest(.showHost), within: .seconds(1))
        }
    }

    /// The socket that an option names; nil where none does.
    var named: String? {
        get throws(Fault) {
            if let socket { return socket }
            if system { return Self.systemSocket }
            return user ? try RuntimeFolder.socket : nil
        }
    }

    private var path: String {
        get throws(Fault) {
            if let named = try named { return named }
            if let socket = Environment["SWEEPD_SOCKET"] { return socket }
            return access(Self.systemSocket, F_OK) == 0 ? Self.systemSocket : try RuntimeFolder.socket
        }
    }

    private static let systemSocket = "/run/sweepd/sweepd.sock"
}

/// Where a user's sockets lie, on tmpfs.
enum RuntimeFolder {
    static var path: String {
        Environment["XDG_RUNTIME_DIR"].map { $0 + "/sweepd" } ?? "/dev/shm/sweepd-\(getuid())"
    }

    /// Where the user's own daemon listens.
    ///
    /// - Throws: `permission` where somebody else could listen there and read what is submitted.
    static var socket: String {
        get throws(Fault) {
            let folder = path
            if access(folder, F_OK) == 0 { try StateFolder.checkPrivate(folder) }
            return folder + "/sweepd.sock"
        }
    }
}
