#include "kube/discovery_cache.hpp"

#include "io/fd.hpp"
#include "io/file.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace kscan::kube {

namespace {

using std::filesystem::path;

constexpr std::chrono::hours lifetime{6};

bool is_fresh(const path& file) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(file, error);
  return !error && std::filesystem::file_time_type::clock::now() <= written + lifetime;
}

std::optional<nlohmann::json> read(const path& file) {
  if (!is_fresh(file)) return std::nullopt;
  const auto text = io::read_file(file);
  if (!text) return std::nullopt;
  auto document = decode_object(*text);
  if (!document) return std::nullopt;
  return std::move(*document);
}

/// With kubectl's mode, which std::filesystem cannot give.
void make_directories(const path& directory) {
  constexpr mode_t mode = 0750;
  path made;
  for (const auto& part : directory) {
    made /= part;
    ::mkdir(made.c_str(), mode);
  }
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Whole or not at all, also for those who read meanwhile.
void write(const path& file, std::string_view text) {
  constexpr mode_t mode = 0660;
  make_directories(file.parent_path());
  std::string temporary = file.string() + ".XXXXXX";
  const io::Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return;
  const bool good = write_all(fd.get(), text) && ::fchmod(fd.get(), mode) == 0
                    && ::rename(temporary.c_str(), file.c_str()) == 0;
  if (!good) ::unlink(temporary.c_str());
}

/// Go's [^(\w/.)]; one underscore for each character, not byte.
bool is_kept(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
         || c == '(' || c == ')' || c == '/' || c == '.';
}

std::string without_scheme(std::string server) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    const auto at = server.find(scheme);
    if (at != std::string::npos) server.erase(at, scheme.size());
  }
  return server;
}

}  // namespace

path discovery_directory(const path& cache, std::string_view server) {
  std::string name;
  for (const char c : without_scheme(std::string(server))) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
    if (is_kept(c)) name += c;
    if (!is_kept(c) && !continues) name += '_';
  }
  // As Go's filepath.Join: cleaned, and never absolute.
  auto directory = (cache / "discovery" / path("./" + name)).lexically_normal();
  return directory.has_filename() ? directory : directory.parent_path();
}

std::optional<std::vector<ApiGroup>> DiscoveryCache::load() const {
  const auto list = read(m_directory / "servergroups.json");
  if (!list) return std::nullopt;
  auto groups = groups_of(*list);
  if (groups.empty()) return std::nullopt;
  for (auto& group : groups) {
    for (auto& version : group.versions) {
      const auto file = m_directory / group_version(group, version) / "serverresources.json";
      const auto resources = read(file);
      if (!resources) continue;
      version.known = true;
      version.resources = resources_of(*resources);
    }
  }
  return groups;
}

void DiscoveryCache::store_groups(const std::vector<ApiGroup>& groups) const {
  if (!groups.empty()) write(m_directory / "servergroups.json", group_list_text(groups));
}

void DiscoveryCache::store_resources(const ApiGroup& group, const ApiVersion& version) const {
  if (version.resources.empty()) return;
  write(m_directory / group_version(group, version) / "serverresources.json",
        resource_list_text(group, version));
}

}  // namespace kscan::kube
