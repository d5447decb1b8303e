internal import Glibc

/// A library that is opened at run time and stays open.
struct SharedLibrary: @unchecked Sendable {
    /// What dlopen gave; a library is never written to through it.
    let handle: UnsafeMutableRawPointer
    let path: String

    /// Why a library cannot be used.
    enum Failure: Error, Hashable, Sendable {
        /// There is none.
        case absent
        /// There is one, which cannot be loaded: the loader's words.
        case broken(String)
    }

    /// Opens the first of the paths that can be opened. A name without a slash is looked up as the loader does.
    ///
    /// - Throws: what was wrong with the first that is there, else ``Failure/absent``.
    init(firstOf paths: [String]) throws(Failure) {
        var failure = Failure.absent
        for path in paths {
            if let handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL) {
                self.handle = handle
                self.path = path
                return
            }
            let words = dlerror().map { String(cString: $0) } ?? "no reason given"
            // The loader tells a missing file only in words; a dependency that is missing names another file.
            let isAbsent = words.hasPrefix("\(path): ") && words.hasSuffix("No such file or directory")
            if !isAbsent, failure == .absent { failure = .broken(words) }
        }
        throw failure
    }

    /// Lets the library go, so that another version can be opened.
    func close() { dlclose(handle) }
}
