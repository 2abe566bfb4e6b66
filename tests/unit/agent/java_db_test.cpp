#include "agent/java_db.hpp"
#include "base/error.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

TEST(WriteJavaDb, WritesBothFilesIntoANewDirectory) {
  const TempDir dir;
  write_java_db(dir.path() / "a/java-db", "sqlite");
  EXPECT_EQ(contents(dir.path() / "a/java-db/trivy-java.db"), "sqlite");
  EXPECT_THAT(contents(dir.path() / "a/java-db/metadata.json"),
              testing::StartsWith(R"({"Version":1,"NextUpdate":"2999-)"));
}

TEST(WriteJavaDb, ReplacesWhatIsThere) {
  const TempDir dir;
  write_java_db(dir.path(), "old");
  write_java_db(dir.path(), "new");
  EXPECT_EQ(contents(dir.path() / "trivy-java.db"), "new");
}

TEST(WriteJavaDb, NamesWhatItCannotCreate) {
  const TempDir dir;
  const auto file = dir.write("file", "");
  try {
    write_java_db(file / "java-db", "");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), testing::HasSubstr((file / "java-db").string()));
  }
}

}  // namespace
}  // namespace kscan::agent
