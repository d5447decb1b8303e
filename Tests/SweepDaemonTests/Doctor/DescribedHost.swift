import SweepEngines
import SweepModel
import TestSupport

@testable import SweepDaemon
@testable import SweepDevices

/// A host that a test makes up: files beneath a folder, and what programs answer.
struct DescribedHost {
    let folder: Scratch
    var uid: UInt32 = 1000
    var isSystem = false
    var environment: [String: String] = ["HOME": "/home/ana", "XDG_RUNTIME_DIR": "/run/user/1000"]
    /// By the program and its first argument.
    var answers: [String: HostProgram.Answer] = [:]

    init(_ files: [String: String] = [:]) throws {
        folder = try Scratch()
        for (path, text) in files { try folder.write(String(path.dropFirst()), text) }
    }

    func findings(of check: any Check) async -> [Finding] {
        let answers = answers
        let host = DoctorHost(
            files: HostFiles(root: folder.path), uid: uid, userName: uid == 0 ? "root" : "ana",
            environment: environment,
            paths: DaemonPaths(
                environment: environment, stateFolder: nil, socket: nil, configuration: nil, isSystem: isSystem),
            ask: { answers["\($0) \($1.first ?? "")"] })
        return await check.findings(on: host)
    }

    /// The only finding of that name.
    func finding(_ name: String, of check: any Check) async -> Finding? {
        let found = await findings(of: check).filter { $0.check == name }
        return found.count == 1 ? found.first : nil
    }
}
