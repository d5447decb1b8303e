internal import CSweepShims
internal import Glibc
package import SweepModel

/// The folder of an attempt: what must be there before its runner starts.
package enum AttemptFolder {
    /// Makes the folders of a run and of an attempt, the parameters, the empty metrics file and the env file.
    ///
    /// May be repeated for an attempt whose runner never began: what an interrupted start left is replaced.
    /// - Throws: a fault where a folder or file cannot be made.
    package static func prepare(_ plan: LaunchPlan) throws(Fault) {
        let layout = plan.layout
        try explaining("cannot prepare '\(layout.records)'") { () throws(SystemError) in
            try Folder.makeAll(layout.runFolder)
            let run = try Descriptor(folder: layout.runFolder)
            if plan.isFresh { try empty("files", in: run) }
            try Folder.make("files", in: run.number)
            let name = "attempt-\(layout.attempt.number)"
            try Folder.make(name, in: run.number)
            let records = try Descriptor(folder: name, in: run.number)
            let parameters = Array((plan.document ?? plan.parameters).text().utf8)
            // It ran already, and a queue restored from an earlier copy does not know: what it reported is kept.
            if try WholeFile.read("params.json", limit: parameters.count, in: records.number) == parameters,
                try WholeFile.read("started.json", limit: startedMax, in: records.number) != nil
            {
                return
            }
            try WholeFile.make("params.json", parameters, mode: 0o400, in: records.number)
            try WholeFile.make("metrics.jsonl", [], mode: 0o600, in: records.number)
        }
        try writeEnvironment(plan)
        if plan.container != nil { try prepareContainer(layout) }
    }

    private static let startedMax = 1 << 20

    /// Removes a folder of the run with all that the run has put there; of a link in its place, the link alone.
    private static func empty(_ name: String, in run: borrowing Descriptor) throws(SystemError) {
        guard unlinkat(run.number, name, 0) != 0 else { return }
        try Folder.remove(name, in: run.number)
    }

    /// Lets the owner into the folders that a run may have shut, so that the next attempt finds them open too.
    package static func reopen(_ layout: AttemptLayout) {
        for folder in [layout.files, layout.work] { try? Folder.reopen(folder) }
    }

    /// Removes the env file; silent where it is gone already.
    package static func removeEnvironment(_ layout: AttemptLayout) throws(Fault) {
        guard unlink(layout.environment) == 0 || errno == ENOENT else {
            throw SystemError.last.fault("cannot remove '\(layout.environment)'")
        }
    }

    private static func writeEnvironment(_ plan: LaunchPlan) throws(Fault) {
        let layout = plan.layout
        let bytes = EnvironmentFile.bytes(plan.environment)
        guard EnvironmentFileReader.entries(bytes) == plan.environment.filter(EnvironmentFile.canCarry) else {
            throw Fault(.internal, "cannot write '\(layout.environment)': an engine would read something else")
        }
        try explaining("cannot write '\(layout.environment)'") { () throws(SystemError) in
            let folder = try openPrivate(layout.envFolder)
            let name = String(layout.environment.dropFirst(layout.envFolder.count + 1))
            try WholeFile.make(name, bytes, mode: 0o600, in: folder.number)
            guard let container = plan.container else { return }
            if !container.binds.isEmpty {
                try WholeFile.make(name + ".mounts", mountBytes(container.binds), mode: 0o600, in: folder.number)
            }
            let exact = EnvironmentFile.exactBytes(plan.environment)
            try WholeFile.make(name + ".exact", exact, mode: 0o600, in: folder.number)
        }
    }

    /// Opens the folder of env files, made if need be. It may be beneath a folder in which everybody can make names,
    /// so it has to be the caller's own and closed to all others.
    private static func openPrivate(_ path: String) throws(SystemError) -> Descriptor {
        do throws(SystemError) {
            return try owned(path)
        } catch  where error.code == ENOENT {
            try Folder.makeAll(path)
            return try owned(path)
        }
    }

    private static func owned(_ path: String) throws(SystemError) -> Descriptor {
        let folder = try Descriptor(folder: path)
        let status = try folder.status()
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else { throw SystemError(EPERM) }
        return folder
    }
}
