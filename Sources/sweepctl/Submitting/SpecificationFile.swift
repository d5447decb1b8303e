internal import Glibc
internal import SweepControl
internal import SweepModel
internal import SweepSpecs
internal import SweepTerminal

/// A specification as read on the submitter's side.
struct SpecificationFile {
    /// As given; `-` for standard input.
    let path: String
    let bytes: [UInt8]
    /// Absolute path of the folder in which it lies; the current one for standard input.
    let folder: String

    /// One byte more than the reader accepts, so that it says itself that there is too much.
    private static let bytesMax = SpecificationReader.bytesMax + 1

    /// - Throws: `failed` where there is no current folder.
    init(path: String, bytes: [UInt8]) throws(Fault) {
        (self.path, self.bytes, folder) = (path, bytes, try Paths.current())
    }

    /// - Throws: `specification` where the file cannot be read.
    init(_ path: String) throws(Fault) {
        self.path = path
        let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
        defer { close(descriptor) }
        try Self.checkSize(descriptor, path)
        bytes = try Self.read(descriptor, path)
        folder = path == "-" ? try Paths.current() : Paths.folder(of: try Paths.absolute(path))
    }

    /// What knows its size need not be read to see that there is too much.
    private static func checkSize(_ descriptor: CInt, _ path: String) throws(Fault) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            let excess = SpecificationReader.excess(Int64(facts.st_size))
        else { return }
        throw told(Fault(.specification, "cannot use '\(name(path))': 1 error", details: [excess]), path)
    }

    private static func read(_ descriptor: CInt, _ path: String) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < bytesMax {
            let wanted = min(piece.count, bytesMax - bytes.count)
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, wanted) }
            if count == 0 { break }
            if count > 0 {
                bytes.append(contentsOf: piece.prefix(count))
            } else if errno != EINTR {
                throw unreadable(path, errno)
            }
        }
        return bytes
    }

    private static func unreadable(_ path: String, _ code: CInt) -> Fault {
        let reason = code == EISDIR ? "it is a folder" : String(cString: strerror(code))
        return Fault(
            .specification, "cannot read the specification '\(path)': \(reason)",
            hint: code == EISDIR ? "name the file in it, e.g. '\(path)/sweep.yaml'" : nil)
    }

    /// Checks it; prints faults on standard error as `FILE:LINE:COLUMN: error: …`.
    ///
    /// - Parameters:
    ///   - overlay: what lies beneath it and over it.
    ///   - toRun: whether what cannot be run yet is a fault.
    /// - Throws: `specification` where there is an error.
    func check(
        _ overlay: Overlay, toRun: Bool
    ) throws(Fault) -> (specification: Specification, checked: CheckedSpecification) {
        let checked = SpecificationReader.read(
            bytes, overrides: try Overrides.parsed(overlay.overrides), defaults: overlay.defaults)
        let name = Self.name(path)
        do {
            return (toRun ? try checked.submittable(file: name) : try checked.get(file: name), checked)
        } catch {
            throw told(error)
        }
    }

    /// What is left to say of a fault once the single faults that it found in this file are printed.
    func told(_ fault: Fault) -> Fault { Self.told(fault, path) }

    private static func told(_ fault: Fault, _ path: String) -> Fault {
        for detail in fault.details { print(detail, path) }
        return Fault(fault.code, fault.message, hint: fault.hint)
    }

    static func print(_ diagnostic: Diagnostic, _ path: String) {
        Console.error(VisibleText.lines(diagnostic.text(file: name(path))))
    }

    /// As compilers name it.
    private static func name(_ path: String) -> String { path == "-" ? "<stdin>" : path }
}
