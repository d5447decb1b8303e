internal import Glibc
package import SweepModel

/// A snapshot as one piece of bytes, for a daemon into whose folders its submitter cannot write: for each file or link a
/// line of JSON, then its bytes or where it points.
package enum SourcePack {
    /// The largest, in bytes.
    package static let bytesMax = SourceFiles.bytesMax + Int64(SourceFiles.filesMax) * 4096

    /// What stands before the bytes of one file or link.
    struct Header: Codable, Hashable {
        /// Relative to the tree's root.
        var path: String
        /// As git has it: 100644, 100755, or 120000 for a link.
        var mode: String
        var bytes: Int64

        static let link = "120000"
    }

    /// - Parameter folder: of the snapshot.
    /// - Throws: a fault where it cannot be read.
    package static func bytes(of folder: String) throws(Fault) -> [UInt8] {
        try explaining("cannot read the snapshot '\(folder)'") { () throws(SystemError) in
            var pack: [UInt8] = []
            try append(Descriptor(folder: folder), beneath: "", to: &pack)
            return pack
        }
    }

    private static func append(
        _ folder: borrowing Descriptor, beneath prefix: String, to pack: inout [UInt8]
    ) throws(SystemError) {
        for entry in try Folder.entries(folder) {
            let path = prefix + entry.name
            switch entry.kind {
            case .file: try append(entry.name, of: folder, as: path, to: &pack)
            case .link:
                let destination = Array(try TreeCopy.destination(of: entry.name, in: folder.number).utf8)
                append(Header(path: path, mode: Header.link, bytes: Int64(destination.count)), destination, to: &pack)
            case .folder:
                try append(Descriptor(folder: entry.name, in: folder.number), beneath: path + "/", to: &pack)
            case .other: break
            }
        }
    }

    private static func append(
        _ name: String, of folder: borrowing Descriptor, as path: String, to pack: inout [UInt8]
    ) throws(SystemError) {
        let file = try Descriptor(name, O_RDONLY | O_NONBLOCK, in: folder.number)
        let status = try file.status()
        let bytes = try file.read(at: 0, count: Int(status.st_size))
        let mode = status.st_mode & 0o111 == 0 ? "100644" : "100755"
        append(Header(path: path, mode: mode, bytes: Int64(bytes.count)), bytes, to: &pack)
    }

    private static func append(_ header: Header, _ bytes: [UInt8], to pack: inout [UInt8]) {
        let line: JSONObject = [
            "path": .string(header.path), "mode": .string(header.mode), "bytes": .int(header.bytes),
        ]
        pack += Array(line.text().utf8) + [UInt8(ascii: "\n")]
        pack += bytes
    }
}
