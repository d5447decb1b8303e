internal import Glibc

/// The absolute path without links; nil, with errno set, where there is none.
func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Where an absolute path leads, also one of which only the first part exists yet.
func futurePath(_ path: String) -> String {
    if let real = realPath(path) { return real }
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return path }
    return futurePath(String(path[..<slash])) + path[slash...]
}
