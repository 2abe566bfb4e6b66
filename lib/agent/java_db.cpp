#include "agent/java_db.hpp"

#include "agent/files.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

namespace kscan::agent {

namespace {

// Never out of date, so that trivy does not ask for a newer one.
constexpr std::string_view metadata =
    R"({"Version":1,"NextUpdate":"2999-01-01T00:00:00Z","UpdatedAt":"2000-01-01T00:00:00Z",)"
    R"("DownloadedAt":"2000-01-01T00:00:00Z"})"
    "\n";

void replace(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);  // left by an earlier start of this container
  write_new_file(path, bytes, 0644);
}

}  // namespace

void write_java_db(const std::filesystem::path& dir, std::string_view sqlite) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error)
    throw Error(Errc::internal, fmt::format("cannot create {}: {}", dir.string(), error.message()));
  replace(dir / "trivy-java.db", sqlite);
  replace(dir / "metadata.json", metadata);
}

}  // namespace kscan::agent
