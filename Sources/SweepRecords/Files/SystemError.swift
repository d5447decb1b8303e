internal import Glibc
internal import SweepModel

/// What the kernel answered where a call failed.
struct SystemError: Error, Hashable {
    let code: Int32

    init(_ code: Int32) { self.code = code }

    /// Of the call that has just failed.
    static var last: SystemError { SystemError(errno) }

    var reason: String { String(cString: strerror(code)).lowercasedFirst }

    /// This error as a person reads it; `act` is `cannot <do> <subject>`.
    func fault(_ act: String) -> Fault {
        let kind: Fault.Code =
            switch code {
            case ENOENT: .notFound
            case EACCES, EPERM, EROFS: .permission
            default: .failed
            }
        return Fault(kind, "\(act): \(reason)", hint: hint)
    }

    private var hint: String? {
        switch code {
        case ENOSPC, EDQUOT: "make room on that file system"
        case EROFS: "choose a state directory that can be written to"
        case ELOOP: "a link stands where a file or folder of sweepd's own must be; remove it"
        default: nil
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

/// Runs calls of the kernel and tells their failure as `cannot <do> <subject>: <reason>`.
func explaining<Value: ~Copyable>(
    _ act: @autoclosure () -> String, _ body: () throws(SystemError) -> Value
) throws(Fault) -> Value {
    do {
        return try body()
    } catch {
        throw error.fault(act())
    }
}
