internal import Glibc
internal import SweepModel

/// One question to one interpreter, and the place where its answer is kept.
struct PythonQuery: Sendable {
    static let outputMax = 8 << 20

    private let interpreter: PythonInterpreter
    private let folder: String
    /// Names the answer: a digest of everything that the question consists of.
    let key: String

    init(_ interpreter: PythonInterpreter, folder: String) {
        self.interpreter = interpreter
        self.folder = folder
        key = Digest.sha256(interpreter.identity.joined(separator: "\0"))
    }

    /// The kept answer, if nothing has changed since; within it nil where there is no such interpreter.
    func kept() -> PythonFacts?? {
        guard let bytes = try? WholeFile.read(folder + "/\(key).json", limit: Self.outputMax),
            let json = try? JSONParser.parse(bytes)
        else { return nil }
        if json["absent"]?.boolValue == true { return .some(nil) }
        guard let stamps = json["stamps"]?.objectValue,
            stamps.members.allSatisfy({ Self.stamp($0.name) == $0.value }), let facts = PythonFacts(json: json),
            (try? stat(facts.packages.path)) != nil
        else { return nil }
        return facts
    }

    /// Asks the interpreter and keeps the answer.
    func ask() async -> Swift.Result<PythonFacts?, Fault> {
        do throws(Fault) {
            let arguments = ["-B", "-W", "ignore", "-c", Self.program]
            guard case .output(let output) = try await interpreter.ask(arguments) else {
                try keep(["absent": true])
                return .success(nil)
            }
            return .success(try facts(output))
        } catch {
            return .failure(error)
        }
    }

    private func facts(_ output: [UInt8]) throws(Fault) -> PythonFacts {
        let last = output.split(separator: UInt8(ascii: "\n")).last ?? []
        guard let json = try? JSONParser.parse(last), let facts = try keep(answer: json) else {
            throw Fault(.failed, "cannot ask '\(interpreter.name)' for its packages: its answer cannot be read")
        }
        return facts
    }

    private func keep(answer: JSONValue) throws(Fault) -> PythonFacts? {
        guard var object = answer.objectValue, let packages = answer["packages"]?.arrayValue,
            let folders = answer["folders"]?.arrayValue
        else { return nil }
        let list = Array(packages.compactMap(\.stringValue).map { $0 + "\n" }.joined().utf8)
        let file = FileDigest(path: "\(folder)/\(key).txt", sha256: Digest.sha256(list), bytes: Int64(list.count))
        object["packages"] = .object(file.json)
        object["package_count"] = .int(Int64(packages.count))
        object["folders"] = nil
        let watched = interpreter.watched.map { [$0] + folders.compactMap(\.stringValue) } ?? []
        object["stamps"] = .object(JSONObject(watched.map { ($0, Self.stamp($0)) }))
        try explaining(act) { () throws(SystemError) in
            try Folder.makeAll(folder)
            try WholeFile.replace(file.path, list, mode: 0o600)
        }
        try keep(object)
        return PythonFacts(json: .object(object))
    }

    private func keep(_ object: JSONObject) throws(Fault) {
        try explaining(act) { () throws(SystemError) in
            try Folder.makeAll(folder)
            try WholeFile.replace("\(folder)/\(key).json", Array(object.text().utf8), mode: 0o600)
        }
    }

    private var act: String { "cannot keep what '\(interpreter.name)' answered" }

    /// When a file or folder, found through links, last changed; null where it is not there.
    private static func stamp(_ path: String) -> JSONValue {
        var status = stat()
        guard fstatat(AT_FDCWD, path, &status, 0) == 0 else { return .null }
        return .string("\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)")
    }

    /// Of the lowest priority. Nothing of the folder it is called in is imported, and nothing that a program might react
    /// to is.
    private static let program = """
        import os, sys
        os.nice(19)
        sys.path[:] = [p for p in sys.path if p]
        import json, platform
        from importlib import metadata
        found = {}
        for package in metadata.distributions():
            name = package.metadata["Name"]
            if name and name not in found:
                found[name] = "%s==%s" % (name, package.version)
        print(json.dumps({
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "platform": platform.platform(),
            "executable": sys.executable,
            "prefix": sys.prefix,
            "packages": sorted(found.values(), key=str.lower),
            "folders": [p for p in sys.path if os.path.isdir(p)],
        }))
        """
}

extension PythonFacts {
    /// Reads what ``PythonQuery`` keeps.
    fileprivate init?(json: JSONValue) {
        guard let version = json["version"]?.stringValue, let implementation = json["implementation"]?.stringValue,
            let platform = json["platform"]?.stringValue, let executable = json["executable"]?.stringValue,
            let prefix = json["prefix"]?.stringValue, let count = json["package_count"]?.intValue,
            let path = json["packages"]?["path"]?.stringValue, let sha256 = json["packages"]?["sha256"]?.stringValue,
            let bytes = json["packages"]?["bytes"]?.intValue
        else { return nil }
        self.init(
            version: version, implementation: implementation, platform: platform, executable: executable,
            prefix: prefix, packages: FileDigest(path: path, sha256: sha256, bytes: bytes), packageCount: Int(count))
    }
}
