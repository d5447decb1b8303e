internal import FoundationEssentials
internal import Glibc
internal import SweepDevices
package import SweepModel
package import TestSupport

/// Machines that nobody has at hand, each a file of this folder's `Machines`.
package enum Machines {
    /// A machine as its description says: what `sweepd --devices FILE` makes of it.
    ///
    /// - Throws: `Missing` where there is no such machine, or its description has faults.
    package static func described(_ name: String) throws -> DeviceInventory {
        let (inventory, diagnostics) = MachineDescription.read(try bytes(name + ".yaml"))
        guard let inventory else { throw Missing(description: "\(name): \(diagnostics)") }
        return inventory
    }

    /// Names of all files with that ending, without it.
    package static func names(_ ending: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }

    package static func bytes(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: folder + "/" + file) else {
            throw Missing(description: "no machine \(file)")
        }
        return Array(data)
    }

    /// Lays the files of a tree (`== PATH`, then the text) out beneath a folder.
    package static func plant(_ name: String, in scratch: Scratch) throws {
        let text = String(decoding: try bytes(name + ".tree"), as: UTF8.self)
        for section in text.split(separator: "== ").dropFirst() {
            let lines = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            try scratch.write(String(lines[0].dropFirst()), lines.count > 1 ? String(lines[1]) : "")
        }
    }

    private static let folder =
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Machines"

    package struct Missing: Error, CustomStringConvertible { package let description: String }
}
