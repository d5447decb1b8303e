internal import Glibc
package import SweepModel

// What only the attempts of containers have. The file of exact variables is there from before the container until after
// its removal, so that the folder of env files says which containers are still to be removed.
extension AttemptFolder {
    private static let suffix = ".env.exact"

    /// `DEVICE INODE TARGET`, each ended by a zero byte, as `sweep-init` reads it.
    static func mountBytes(_ binds: [BindMount]) -> [UInt8] {
        binds.flatMap { Array("\($0.device) \($0.inode) \($0.target)".utf8) + [0] }
    }

    /// HOME and TMPDIR, which are an attempt's own.
    static func prepareContainer(_ layout: AttemptLayout) throws(Fault) {
        try explaining("cannot prepare '\(layout.scratch)'") { () throws(SystemError) in
            try Folder.remove(layout.scratch)
            for name in ["", "/home", "/tmp"] { try Folder.make(layout.scratch + name) }
        }
    }

    /// Removes what is left of a container that its engine does not know any more; silent where nothing is.
    package static func removeContainer(_ layout: AttemptLayout) throws(Fault) {
        unlink(layout.witness)
        unlink(layout.mounts)
        unlink(layout.exactEnvironment)
        try explaining("cannot remove '\(layout.scratch)'") { () throws(SystemError) in
            try Folder.remove(layout.scratch)
        }
    }

    /// The attempts whose containers were not removed; none where the folder of env files cannot be read.
    package static func containers(runsFolder: String, envFolder: String) -> [AttemptLayout] {
        guard let folder = try? Descriptor(folder: envFolder), let entries = try? Folder.entries(folder) else {
            return []
        }
        return entries.compactMap { entry in
            guard entry.name.hasSuffix(suffix) else { return nil }
            let parts = entry.name.dropLast(suffix.count).split(separator: ".")
            guard parts.count == 3, let index = Int(parts[1]), let number = Int(parts[2]) else { return nil }
            let run = RunID(sweep: SweepID(String(parts[0])), index: index)
            return AttemptLayout(
                runsFolder: runsFolder, envFolder: envFolder, attempt: AttemptID(run: run, number: number))
        }
    }
}
