"""A Spark job whose executors run the Python of a packed environment.

Pack an environment in which humanize is installed, and submit this file:

    envarium pack jobs -o jobs.tar.gz
    PYSPARK_PYTHON=./env/bin/python PYSPARK_DRIVER_PYTHON=python3 spark-submit \
        --master 'local-cluster[2,1,1024]' --archives jobs.tar.gz#env examples/spark/job.py

The driver runs where you are: its Python needs pyspark, and the same minor version as the environment. The executors
need neither pyspark nor a Python of their own: Spark unpacks the archive for each of them, in a directory called env.
"""

import sys

from pyspark.sql import SparkSession, functions


def describe(number):
    """Return the number in words, and the prefix of the Python that wrote them."""
    import humanize  # only the environment has it, so the driver must not import it

    return humanize.intword(number), sys.prefix


def main():
    spark = SparkSession.builder.appName("packed environment").getOrCreate()
    numbers = [10**power for power in range(3, 15)]

    rows = spark.sparkContext.parallelize(numbers, 4).map(describe).collect()
    for prefix in sorted({prefix for _, prefix in rows}):
        print("rdd:", prefix)
    print("rdd:", ", ".join(words for words, _ in rows))

    # with useArrow=True, pyarrow and pandas must be in the environment, and where the driver runs
    in_words = functions.udf(lambda number: describe(number)[0], "string", useArrow=False)
    in_prefix = functions.udf(lambda number: describe(number)[1], "string", useArrow=False)
    table = spark.createDataFrame([(number,) for number in numbers], "number long").repartition(4)
    table = table.select("number", in_words("number").alias("words"), in_prefix("number").alias("prefix"))
    rows = table.orderBy("number").collect()
    for prefix in sorted({row.prefix for row in rows}):
        print("udf:", prefix)
    print("udf:", ", ".join(row.words for row in rows))
    spark.stop()


if __name__ == "__main__":
    main()
