// bootstrap SHA256 PARTS_DIR WORK_DIR ARG...
//
// Joins PARTS_DIR/agent.xz.0, .1, ..., unpacks them to WORK_DIR/agent and executes that with ARG...
// if, and only if, its SHA-256 is the given one. Small, because it travels as it is; so it is
// linked with musl and uses no C++ library.
#include "kubectl-scan-agent/small_sha256.hpp"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kscan::bootstrap {
namespace {

constexpr int exit_failure = 71;                         // EX_OSERR
constexpr uint64_t memory_limit = uint64_t{128} << 20;   // of the decoder
constexpr uint64_t unpacked_limit = uint64_t{64} << 20;  // a broken stream must not fill the disk
constexpr const char* termination_log = "/dev/termination-log";

bool write_all(int fd, const void* bytes, size_t size) {
  const char* at = static_cast<const char*>(bytes);
  while (size != 0) {
    const ssize_t written = write(fd, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

/// Text of bounded length; printf alone would be a quarter of this program.
class Text {
public:
  Text& add(const char* text) {
    while (*text != '\0')
      add(*text++);
    return *this;
  }
  Text& add(unsigned number) {
    if (number >= 10) add(number / 10);
    return add(static_cast<char>('0' + number % 10));
  }
  Text& add(char c) {
    if (m_size + 1 == sizeof m_text)
      m_full = true;
    else
      m_text[m_size++] = c;
    return *this;
  }
  [[nodiscard]] char* data() { return m_text; }
  [[nodiscard]] const char* data() const { return m_text; }
  [[nodiscard]] size_t size() const { return m_size; }
  [[nodiscard]] bool full() const { return m_full; }

private:
  char m_text[2048] = {};
  size_t m_size = 0;
  bool m_full = false;
};

/// Tells what went wrong where both the log and the pod's status show it.
int give_up(const char* doing, const char* what, const char* why) {
  Text line;
  line.add("kubectl-scan bootstrap: cannot ").add(doing).add(' ').add(what).add(": ").add(why);
  (void)write_all(STDERR_FILENO, line.data(), line.size());
  (void)write_all(STDERR_FILENO, "\n", 1);
  // The kubelet has made the file; where there is none, nobody asked for it.
  const int fd = open(termination_log, O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (fd < 0) return exit_failure;
  (void)write_all(fd, line.data(), line.size());
  close(fd);
  return exit_failure;
}

/// The joined parts as one stream.
class Parts {
public:
  explicit Parts(const char* dir)
      : m_dir(dir) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() {
    if (m_fd >= 0) close(m_fd);
  }

  /// Bytes read, 0 after the last part, -1 with errno set.
  ssize_t read_some(uint8_t* buffer, size_t size) {
    for (;;) {
      if (m_fd < 0 && !open_next()) return m_index > 0 && errno == ENOENT ? 0 : -1;
      const ssize_t count = read(m_fd, buffer, size);
      if (count > 0 || (count < 0 && errno != EINTR)) return count;
      if (count < 0) continue;
      close(m_fd);
      m_fd = -1;
      ++m_index;
    }
  }
  [[nodiscard]] const char* path() const { return m_path.data(); }

private:
  bool open_next() {
    m_path = Text();
    m_path.add(m_dir).add("/agent.xz.").add(m_index);
    if (m_path.full()) {
      errno = ENAMETOOLONG;
      return false;
    }
    m_fd = open(m_path.data(), O_RDONLY | O_CLOEXEC);
    return m_fd >= 0;
  }

  const char* m_dir;
  Text m_path;
  unsigned m_index = 0;
  int m_fd = -1;
};

const char* words(lzma_ret status) {
  switch (status) {
  case LZMA_MEM_ERROR:
  case LZMA_MEMLIMIT_ERROR:
    return "out of memory";
  case LZMA_BUF_ERROR:
    return "the compressed data ends early";
  case LZMA_FORMAT_ERROR:
    return "not an xz stream";
  default:
    return "the compressed data is damaged";
  }
}

constexpr size_t buffer_size = size_t{64} * 1024;
uint8_t input[buffer_size];  // static: the stack of a small program should stay small
uint8_t output[buffer_size];

/// Takes what the decoder has put into `output`.
bool drain(lzma_stream& stream, int out, SmallSha256& hash) {
  const size_t size = sizeof output - stream.avail_out;
  hash.update(output, size);
  stream.next_out = output;
  stream.avail_out = sizeof output;
  return write_all(out, output, size);
}

/// 0, or the exit code after having told why.
int unpack(Parts& parts, int out, const char* out_path, SmallSha256& hash) {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_ret status = lzma_stream_decoder(&stream, memory_limit, 0);
  stream.next_out = output;
  stream.avail_out = sizeof output;
  lzma_action action = LZMA_RUN;
  while (status == LZMA_OK) {
    if (stream.avail_in == 0 && action == LZMA_RUN) {
      const ssize_t count = parts.read_some(input, sizeof input);
      if (count < 0) return give_up("read", parts.path(), strerror(errno));
      if (count == 0) action = LZMA_FINISH;
      stream.next_in = input;
      stream.avail_in = static_cast<size_t>(count);
    }
    status = lzma_code(&stream, action);
    if (!drain(stream, out, hash)) return give_up("write", out_path, strerror(errno));
    if (stream.total_out > unpacked_limit) return give_up("unpack", out_path, "it is too large");
  }
  lzma_end(&stream);
  return status == LZMA_STREAM_END ? 0 : give_up("unpack", out_path, words(status));
}

int unpack_checked(const char* expected, const char* parts_dir, int out, const char* path) {
  Parts parts(parts_dir);
  SmallSha256 hash;
  if (const int failed = unpack(parts, out, path, hash); failed != 0) return failed;
  char actual[65];
  hash.finish_hex(actual);
  if (strcmp(actual, expected) != 0)
    return give_up("run", path, "its SHA-256 is not the expected one");
  // Not writable by anybody from here on, and only now executable.
  if (fchmod(out, 0500) != 0) return give_up("make executable", path, strerror(errno));
  return 0;
}

int run(int argc, char** argv, char** environment) {
  if (argc < 4)
    return give_up("start", argc > 0 ? argv[0] : "", "arguments: SHA256 PARTS_DIR WORK_DIR ARG...");
  Text name;
  name.add(argv[3]).add("/agent");
  if (name.full()) return give_up("create", argv[3], strerror(ENAMETOOLONG));
  char* const path = name.data();
  // Left by an earlier start of this container in this pod.
  if (unlink(path) != 0 && errno != ENOENT) return give_up("replace", path, strerror(errno));
  const int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (out < 0) return give_up("create", path, strerror(errno));
  int failed = unpack_checked(argv[1], argv[2], out, path);
  if (close(out) != 0 && failed == 0) failed = give_up("write", path, strerror(errno));
  if (failed == 0) {
    argv[3] = path;
    execve(path, argv + 3, environment);
    failed = give_up("execute", path, strerror(errno));
  }
  unlink(path);
  return failed;
}

}  // namespace
}  // namespace kscan::bootstrap

int main(int argc, char** argv, char** environment) {
  return kscan::bootstrap::run(argc, argv, environment);
}
