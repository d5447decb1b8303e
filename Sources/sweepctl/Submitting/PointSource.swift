internal import Glibc
internal import SweepModel
internal import SweepSpecs

/// The files in which a specification's explicit points lie.
struct PointSource {
    /// As given.
    private let pattern: String
    private let files: [(path: String, kind: PointFile.Kind)]

    /// - Parameters:
    ///   - pattern: a path, or a pattern of env files, relative to `folder`.
    /// - Throws: `specification` where there is no such file, or it is none that holds points.
    init(_ pattern: String, in folder: String) throws(Fault) {
        let whole = Paths.absolute(pattern, from: folder)
        let isPattern = pattern.contains { "*?[".contains($0) } && !Paths.isFile(whole)
        let paths = isPattern ? Self.matches(whole) : [whole]
        guard !paths.isEmpty else {
            throw Fault(.specification, "cannot find the points '\(pattern)': no file fits in '\(folder)'")
        }
        var files: [(path: String, kind: PointFile.Kind)] = []
        for path in paths {
            guard let kind = PointFile.Kind(path: path) else {
                throw Fault(
                    .specification, "cannot tell what kind of points '\(path)' holds",
                    hint: "name it .csv, .json, .jsonl, .yaml or .env")
            }
            files.append((path, kind))
        }
        self.pattern = pattern
        self.files = files
    }

    /// The files that fit a pattern, in the order of their names.
    private static func matches(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
            .filter(Paths.isFile)
    }

    /// The parameters that the files declare, as an override; nil where there are none.
    func declaration() throws(Fault) -> Override? {
        var declaration = PointDeclaration()
        for file in files { declaration.add(try Self.bytes(file.path), file.kind) }
        return declaration.parameters.map { Override(key: "parameters", value: $0.text()) }
    }

    /// All points, checked against the specification; prints what is wrong as `FILE:LINE:COLUMN: error: …`.
    ///
    /// - Throws: `specification` where something is.
    func points(of specification: Specification) throws(Fault) -> PointCollection {
        var points = PointCollection(specification)
        var faults = 0
        for file in files {
            for diagnostic in points.add(try Self.bytes(file.path), file.kind) {
                SpecificationFile.print(diagnostic, file.path)
                faults += diagnostic.severity == .error ? 1 : 0
            }
        }
        guard faults == 0, points.count > 0 else {
            let reason = faults == 0 ? "they are none" : faults.counted("error")
            throw Fault(.specification, "cannot use the points in '\(pattern)': \(reason)")
        }
        return points
    }

    private static func bytes(_ path: String) throws(Fault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is no regular file")
        }
        guard facts.st_size <= PointFile.bytesMax else {
            throw unreadable(path, "it is larger than \(ByteCount(bytes: Int64(PointFile.bytesMax)).text)")
        }
        return try read(descriptor, Int(facts.st_size), path)
    }

    private static func read(_ descriptor: CInt, _ size: Int, _ path: String) throws(Fault) -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got == 0 { break }
                if got > 0 {
                    count += got
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        guard failure == 0 else { throw unreadable(path, String(cString: strerror(failure))) }
        return bytes
    }

    private static func unreadable(_ path: String, _ reason: String) -> Fault {
        Fault(.specification, "cannot read the points '\(path)': \(reason)")
    }
}
