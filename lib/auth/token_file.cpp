#include "auth/token_file.hpp"

#include "base/text.hpp"

#include <tuple>
#include <utility>

namespace kscan::auth {

TokenFile::TokenFile(std::filesystem::path path,
                     Secret fallback,
                     ReadFile read_file,
                     io::Loop& loop)
    : m_path(std::move(path)),
      m_read_file(std::move(read_file)),
      m_loop(loop),
      m_token(std::move(fallback)) {
  const auto first = read();
  if (!first && m_token.empty()) {
    throw Error(Errc::config, "unable to read token file: " + first.error().message());
  }
}

Result<> TokenFile::read() {
  m_next = m_loop.now() + std::chrono::seconds(50);
  auto text = m_read_file(m_path);
  if (!text) return fail(std::move(text).error());
  const auto token = trim(*text);
  if (!token.empty()) m_token = Secret(std::string(token));
  wipe(*text);
  if (m_token.empty()) return fail(Errc::config, "token file " + m_path.string() + " is empty");
  return {};
}

http::Credentials TokenFile::credentials(const http::Credentials* rejected) {
  const auto bearer = [this] {
    return http::Credentials{.authorization = Secret("Bearer " + m_token.reveal())};
  };
  // A failure is no news here: the token of before is used, and the server has the last word.
  if (m_loop.now() >= m_next || (rejected != nullptr && same(*rejected, bearer()))) {
    std::ignore = read();
  }
  return bearer();
}

http::Authorize authorize_by(std::shared_ptr<TokenFile> file) {
  return http::answer_at_once(
      [file = std::move(file)](const http::Credentials* rejected) -> Result<http::Credentials> {
        return file->credentials(rejected);
      });
}

}  // namespace kscan::auth
