#include "agent/login_file.hpp"

#include "agent/files.hpp"
#include "base/encoding.hpp"
#include "handoff/handoff.hpp"
#include "io/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

namespace kscan::agent {

namespace {

namespace fs = std::filesystem;

/// Two lines of base64, as the values may hold any byte.
Secret text_of(const Login& login) {
  const Secret username(base64_encode(login.username.reveal()));
  const Secret password(base64_encode(login.password.reveal()));
  return Secret(fmt::format("{}\n{}\n", username.reveal(), password.reveal()));
}

Secret take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  Secret line{std::string(text.substr(0, end))};
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void remove_file(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error)
    throw Error(Errc::internal,
                fmt::format("cannot remove {}: {}", file.string(), error.message()));
}

}  // namespace

void write_login(const fs::path& dir, const Login& login) {
  const fs::path file = dir / handoff::login_file;
  remove_file(file);
  write_new_file(file, text_of(login).reveal(), 0600);
}

std::optional<Login> take_login(const fs::path& dir) {
  const fs::path file = dir / handoff::login_file;
  Result<std::string> read = io::read_file(file);
  if (!read) throw std::move(read).error().because("the credential was not handed over");
  const Secret text(std::move(*read));
  remove_file(file);
  std::string_view rest = text.reveal();
  Secret username = take_line(rest);
  Secret password = take_line(rest);
  return value_or_throw(decode_login(std::move(username), std::move(password), encoding_base64));
}

}  // namespace kscan::agent
