internal import ArgumentParser
internal import Glibc
internal import SweepControl
internal import SweepModel

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the queue and its results into a file, while sweepd works.",
        discussion: """
            The copy is whole and checked. Where no sweepd runs, the user's own queue is
            copied. Runs' folders are not in it.

            Examples:
              sweepctl backup ~/sweepd-monday.db
              sweepctl backup --force /backup/sweepd.db
            """)

    @Argument(help: "The file to make, readable by you alone.", completion: .file()) var file: String
    @Flag(help: "Replace a file that is there.") var force = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let target = try Paths.absolute(file)
        let copy = try FileInTheMaking(target, mayReplace: force)
        // Asked now: a socket may be gone afterwards.
        let isOwn = connection.isOwn
        Interruption.handle { [temporary = copy.temporary] in
            unlink(temporary)
            return "no copy was made"
        }
        do throws(Fault) {
            var check = QueueCheck()
            try await connection.client.receive(ControlRequest(.backUp)) { piece throws(Fault) in
                check.take(piece)
                try copy.write(piece)
                return .more
            }
            try check.finish()
        } catch {
            guard error.code == .unreachable, isOwn else { throw error }
            return try Self.copyUnused(copy)
        }
        try copy.finish()
        Console.error("'\(target)' holds the queue as it was")
    }

    /// Without a daemon sweepd copies its queue itself, as this user.
    private static func copyUnused(_ copy: FileInTheMaking) throws {
        copy.remove()
        let program = try DaemonProgram.path()
        // It says itself why it cannot.
        let code = try Child.run([program, "--backup", copy.temporary])
        guard code == 0 else { throw ExitCode(code) }
        try copy.finish()
        Console.error("'\(copy.path)' holds the queue as it was; sweepd does not run")
    }
}

/// What the head of a database says of its whole, against what has come of it.
struct QueueCheck {
    private static let headSize = 100
    private static let magic = Array("SQLite format 3\0".utf8)

    private var head: [UInt8] = []
    private var bytes = 0

    mutating func take(_ piece: [UInt8]) {
        if head.count < Self.headSize { head += piece.prefix(Self.headSize - head.count) }
        bytes += piece.count
    }

    /// - Throws: `failed` where it is no whole database (file format: page size at 16, count of pages at 28).
    func finish() throws(Fault) {
        guard head.count == Self.headSize, Array(head.prefix(16)) == Self.magic, bytes == size else {
            throw Fault(.failed, "cannot use the copy: it is not whole", hint: "try again")
        }
    }

    private var size: Int {
        let page = Int(head[16]) << 8 | Int(head[17])
        let count = head[28..<32].reduce(0) { $0 << 8 | Int($1) }
        return (page == 1 ? 65_536 : page) * count
    }
}
